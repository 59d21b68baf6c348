using Perception.Inference;

namespace Perception.Decoding.Lanes;

/// <summary>How lane pixels become curves. Rows and widths are in pixels of the mask.</summary>
public sealed record LaneOptions
{
    /// <summary>For each class of the mask the type of its lane line, or a negative number where it is none.</summary>
    public IReadOnlyList<int> TypeOfClass { get; init; } = [-1, 0];

    /// <summary>Lines with paint in fewer rows are dropped.</summary>
    public int MinimumRows { get; init; } = 12;

    /// <summary>Runs of lane pixels that are wider than this part of the mask are no line along the road.</summary>
    public float MaximumWidthFraction { get; init; } = 0.15f;

    /// <summary>
    /// Rows without paint that a line may bridge where the ground is not known, as part of the mask's height.
    /// </summary>
    public float MaximumGapFraction { get; init; } = 0.4f;

    /// <summary>
    /// Metres without paint that a line may bridge where the ground is known: more than lie between dashes.
    /// </summary>
    public double MaximumGapMetres { get; init; } = 20;

    public float MinimumConfidence { get; init; } = 0.2f;

    public int MaximumLanes { get; init; } = 12;

    /// <summary>Farther paint is not fitted where the ground is known.</summary>
    public double MaximumMetres { get; init; } = 60;

    /// <summary>From one point of a curve on the ground to the next.</summary>
    public double StepMetres { get; init; } = 1;

    /// <summary>From one point of a curve to the next where the ground is not known.</summary>
    public int StepRows { get; init; } = 8;

    /// <summary>
    /// The defaults for a mask of these classes and so many rows: small masks have fewer rows of paint to offer.
    /// </summary>
    public static LaneOptions ForMask(IReadOnlyList<string> classes, int rows)
    {
        var standard = new LaneOptions();
        return standard with
        {
            TypeOfClass = [.. classes.Select((name, id) => name == ClassMapOutput.NoLine ? -1 : id)],
            MinimumRows = Math.Clamp(rows / 12, 4, standard.MinimumRows),
            StepRows = Math.Clamp(rows / 45, 1, standard.StepRows),
        };
    }

    /// <summary>One sentence about the first value that cannot be; null where all are good.</summary>
    public string? FindProblem() =>
        TypeOfClass.Count is < 1 or > 256 || TypeOfClass.All(type => type < 0)
            ? "no class of the mask is a lane line; at least one is needed"
        : MinimumRows < 4 ? $"the rows of a lane are {MinimumRows}; 4 or more are needed"
        : !(MaximumWidthFraction is > 0 and <= 1)
            ? $"the width of a lane is {MaximumWidthFraction} of the mask; above 0 to 1 is allowed"
        : !(MaximumGapFraction is >= 0 and <= 1)
            ? $"the gap of a lane is {MaximumGapFraction} of the mask; 0 to 1 is allowed"
        : !(MaximumGapMetres >= 0) ? $"the gap of a lane is {MaximumGapMetres} m; 0 or more is needed"
        : MaximumLanes is < 1 or > 64 ? $"the number of lanes is {MaximumLanes}; 1 to 64 are allowed"
        : !(MaximumMetres > 0) || !(StepMetres > 0) || !double.IsFinite(MaximumMetres) ||
            MaximumMetres / StepMetres > 4000
            ? $"lanes of {MaximumMetres} m in steps of {StepMetres} m have no or too many points; 1 to 4000 are allowed"
        : StepRows < 1 ? $"the step of a lane is {StepRows} rows; 1 or more is needed"
        : null;
}
