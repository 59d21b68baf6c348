using System.Diagnostics;
using System.Globalization;

namespace Perception.Cli.Topics;

/// <summary>Bytes per second of a topic since the first message.</summary>
internal sealed class BandwidthStatistics
{
    private readonly Lock _gate = new();
    private long _first;
    private long _last;
    private long _bytesAfterFirst;
    private long _messages;
    private int _smallest = int.MaxValue;
    private int _largest;

    public void Add(int bytes)
    {
        lock (_gate)
        {
            _last = Stopwatch.GetTimestamp();
            if (_messages++ == 0) _first = _last;
            else _bytesAfterFirst += bytes;
            (_smallest, _largest) = (Math.Min(_smallest, bytes), Math.Max(_largest, bytes));
        }
    }

    /// <summary>Null below two messages.</summary>
    public string? Describe()
    {
        lock (_gate)
        {
            if (_messages < 2) return null;
            var perSecond = _bytesAfterFirst / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds;
            return string.Create(CultureInfo.InvariantCulture,
                $"{perSecond / 1e6:F3} MB/s from {_messages} messages  size min: {_smallest} B  max: {_largest} B");
        }
    }
}
