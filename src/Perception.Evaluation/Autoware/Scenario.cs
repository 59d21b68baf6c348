using Perception.Evaluation.Datasets;

namespace Perception.Evaluation.Autoware;

/// <summary>A scenario of driving_log_replayer for boxes in pictures (<c>UseCaseName: perception_2d</c>).</summary>
public sealed record Scenario
{
    /// <summary>Percent of frames that have to pass.</summary>
    public required double PassRate { get; init; }

    /// <summary>All of them have to be met by a frame.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>Cameras that are judged; all where empty.</summary>
    public IReadOnlyList<string> TargetCameras { get; init; } = [];

    public required IReadOnlyList<string> TargetLabels { get; init; }

    /// <summary>Average precision is taken at each of these, a threshold for each label in a row.</summary>
    public IReadOnlyList<IReadOnlyList<double>> CentreDistancesPixels { get; init; } = [];

    /// <inheritdoc cref="CentreDistancesPixels"/>
    public IReadOnlyList<IReadOnlyList<double>> Overlaps { get; init; } = [];

    /// <summary>Whether a detection of unknown label may be any object.</summary>
    public bool AllowMatchingUnknown { get; init; } = true;

    /// <summary>Whether trucks and buses count as cars, and motorcycles as bicycles.</summary>
    public bool MergeSimilarLabels { get; init; }

    /// <summary>Overlap that a frame's verdict asks for, one for each label.</summary>
    public required IReadOnlyList<double> PassFailOverlaps { get; init; }

    /// <summary>The place of a class in <see cref="TargetLabels"/>; -1 where it is not judged.</summary>
    internal int LabelOf(string className)
    {
        var key = Key(className);
        return TargetLabels.Select(Key).ToList().IndexOf(key);
    }

    internal static bool IsUnknown(string className) => ClassMapping.Key(className) == "unknown";

    private string Key(string name) => (ClassMapping.Key(name), MergeSimilarLabels) switch
    {
        ("truck" or "bus" or "trailer", true) => "car",
        ("motorcycle", true) => "bicycle",
        var (key, _) => key,
    };
}
