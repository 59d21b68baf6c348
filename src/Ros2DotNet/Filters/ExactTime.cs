namespace Ros2DotNet.Filters;

/// <summary>Messages belong together whose stamps are equal.</summary>
public sealed record ExactTime : SynchronizationPolicy
{
    internal override SynchronizerCore CreateCore(int inputs, Action<object[]> publish)
    {
        CheckQueueSize();
        return new ExactTimeCore(inputs, publish, QueueSize);
    }
}
