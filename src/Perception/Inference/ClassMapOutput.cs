using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>What the numbers of a <see cref="ClassMapOutput"/> are.</summary>
public enum MapScores
{
    Logits,

    /// <summary>Between 0 and 1.</summary>
    Activated,

    /// <summary>Not scores but the class itself, one number a pixel.</summary>
    Index,
}

/// <summary>
/// A class for each pixel of a map that shows the whole input: a semantic mask or a mask of lane lines.
/// </summary>
public sealed record ClassMapOutput : OutputSpec
{
    /// <summary>The class of pixels that belong to no lane line.</summary>
    public const string NoLine = "none";

    /// <summary><see cref="OutputRole.Semantic"/> or <see cref="OutputRole.Lanes"/>.</summary>
    public override OutputRole Role => IsLanes ? OutputRole.Lanes : OutputRole.Semantic;

    public bool IsLanes { get; init; }

    /// <summary>Classes in planes or side by side.</summary>
    public TensorLayout Layout { get; init; }

    public MapScores Scores { get; init; }

    /// <summary>
    /// Names by class number. Of lanes they are the types of lines; every class called <see cref="NoLine"/> is none.
    /// </summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Colours of classes by name; a class without one takes that of the palette.</summary>
    public IReadOnlyDictionary<string, ClassColour> Colours { get; init; } = new Dictionary<string, ClassColour>();
}
