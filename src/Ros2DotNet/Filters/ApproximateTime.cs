namespace Ros2DotNet.Filters;

/// <summary>Messages belong together that lie closest in time, as message_filters' adaptive algorithm finds them: no
/// message is in two sets, sets do not cross, and each is the tightest around the message it was built about.</summary>
public sealed record ApproximateTime : SynchronizationPolicy
{
    /// <summary>How much more a set has to be tighter for each second that it is later: 0.1 takes the earlier of two
    /// sets unless the later is tighter by a tenth of the delay.</summary>
    public double AgePenalty { get; init; } = 0.1;

    /// <summary>The longest time between the first and the last stamp of a set; unlimited by default.</summary>
    public TimeSpan MaximumInterval { get; init; } = TimeSpan.MaxValue;

    /// <summary>For each input, the shortest time between two of its messages, if it is known: then a set is often
    /// proven the best before the next messages come. Empty for not known.</summary>
    public IReadOnlyList<TimeSpan> InterMessageLowerBounds { get; init; } = [];

    internal override SynchronizerCore CreateCore(int inputs, Action<object[]> publish)
    {
        CheckQueueSize();
        ArgumentOutOfRangeException.ThrowIfNegative(AgePenalty);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumInterval, TimeSpan.Zero);
        if (InterMessageLowerBounds.Count != 0 && InterMessageLowerBounds.Count != inputs)
        {
            throw new ArgumentException(
                $"{InterMessageLowerBounds.Count} lower bounds are given for {inputs} inputs",
                nameof(InterMessageLowerBounds));
        }

        return new ApproximateTimeCore(inputs, publish, this);
    }
}
