using System.Globalization;
using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Ros2DotNet.Diagnostics;

/// <summary>What a task says in one cycle. Strings are only made for what is not as it was in the cycle
/// before.</summary>
public sealed class DiagnosticReport
{
    private const int LongestNumber = 64;

    private readonly DiagnosticStatus _status;

    internal DiagnosticReport(DiagnosticStatus status)
    {
        _status = status;
        Summary = new DiagnosticSummary();
        Summary.Set(DiagnosticLevel.Error, "No message was set");
    }

    public DiagnosticLevel Level => Summary.Level;

    public ReadOnlySpan<char> Message => Summary.Message;

    internal DiagnosticSummary Summary { get; }

    /// <summary>Says how it is.</summary>
    public void Set(DiagnosticLevel level, ReadOnlySpan<char> message) => Summary.Set(level, message);

    /// <summary>Adds one more finding: the level becomes the worse of both, and messages that are equally good or bad
    /// are joined by a semicolon.</summary>
    public void Merge(DiagnosticLevel level, ReadOnlySpan<char> message) => Summary.Merge(level, message);

    public void Add(string key, string value) => Next(key).Value = value;

    public void Add(string key, bool value) => Add(key, value ? "True" : "False");

    /// <summary>Adds a number, by invariant culture.</summary>
    public void Add<T>(string key, T value, ReadOnlySpan<char> format = default) where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[LongestNumber];
        var item = Next(key);
        if (!value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture))
        {
            item.Value = value.ToString(format.ToString(), CultureInfo.InvariantCulture);
        }
        else if (!text[..length].SequenceEqual(item.Value))
        {
            item.Value = text[..length].ToString();
        }
    }

    internal void Begin(string name, string hardwareId)
    {
        _status.Name = name;
        _status.HardwareId = hardwareId;
        _status.Values.Clear();
        Summary.Set(DiagnosticLevel.Error, "No message was set");
    }

    internal void End()
    {
        _status.Level = (byte)Summary.Level;
        if (!Summary.Message.SequenceEqual(_status.Message))
        {
            _status.Message = Summary.Message.ToString();
        }
    }

    private KeyValue Next(string key)
    {
        // The element still holds what it held at this place in the cycle before.
        var item = _status.Values.Add();
        item.Key = key;
        return item;
    }
}
