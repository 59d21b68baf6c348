namespace Perception.Evaluation.Results;

/// <summary>What was evaluated, and how.</summary>
public sealed record ResultHeader
{
    /// <summary>coco, rendered, kitti or bag.</summary>
    public required string Source { get; init; }

    /// <summary>File or folder.</summary>
    public required string Data { get; init; }

    /// <summary>File of the network, or the topic whose answers were judged.</summary>
    public required string Model { get; init; }

    /// <summary>Classes of boxes that were judged.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Classes of masks by number; empty without masks.</summary>
    public IReadOnlyList<string> MaskClasses { get; init; } = [];

    /// <summary>Options that change figures, by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();
}
