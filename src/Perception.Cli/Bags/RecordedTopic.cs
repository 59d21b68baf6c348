using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>A topic being recorded, and what became of its messages.</summary>
internal sealed class RecordedTopic(BagTopic topic) : IDisposable
{
    private long _lostBefore;
    private long _lostReported;

    public BagTopic BagTopic { get; } = topic;

    public string Name => BagTopic.Name;

    public Subscription? Subscription { get; set; }

    public long Written { get; set; }

    /// <summary>Messages that came while the queue was full.</summary>
    public long Dropped { get; set; }

    /// <summary>Messages that DDS lost.</summary>
    public long Lost => Subscription?.Lost ?? _lostBefore;

    public long TakeNewLosses()
    {
        var lost = Lost;
        var fresh = lost - _lostReported;
        _lostReported = lost;
        return fresh;
    }

    public void Dispose()
    {
        _lostBefore = Lost;
        Subscription?.Dispose();
        Subscription = null;
    }
}
