using Perception.Evaluation.Depth;
using Perception.Evaluation.Lanes;
using Perception.Evaluation.Segmentation;

namespace Perception.Evaluation.Frames;

/// <summary>
/// What was true of one picture and what was found in it: everything that a figure is made of. A line of
/// <c>frames.jsonl</c>; all figures are functions of such records, so they can be made anew for any part of them.
/// </summary>
public sealed record FrameRecord
{
    /// <summary>Names the picture within the result.</summary>
    public required string Frame { get; init; }

    public string? Camera { get; init; }

    /// <summary>Of the picture, in ns; null for pictures without a time.</summary>
    public long? StampNs { get; init; }

    /// <summary>What else is known of the picture, such as its weather; figures are split by it.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>();

    public IReadOnlyList<TruthObject>? Truth { get; init; }

    /// <summary>The most certain first.</summary>
    public IReadOnlyList<FoundObject>? Found { get; init; }

    public SegmentationCounts? Semantic { get; init; }

    /// <summary>One for each band of distance.</summary>
    public IReadOnlyList<DepthSums>? Depth { get; init; }

    public LaneCounts? Lanes { get; init; }
}
