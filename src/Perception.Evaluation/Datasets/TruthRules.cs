using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Datasets;

/// <summary>
/// Which objects are too small or too hidden to be asked for. To find them is neither right nor wrong.
/// </summary>
public sealed record TruthRules
{
    /// <summary>Every object counts.</summary>
    public static TruthRules All { get; } = new();

    /// <summary>Lower boxes are not asked for, in pixels of the picture.</summary>
    public double LeastHeight { get; init; }

    /// <summary>Objects of which a larger share is hidden or outside of the picture are not asked for.</summary>
    public double MostHidden { get; init; } = 1;

    /// <summary>The object, with what these rules say of it.</summary>
    public TruthObject Apply(TruthObject item)
    {
        var shown = (1 - (item.Occlusion ?? 0)) * (1 - (item.Truncation ?? 0));
        return item with
        {
            IsIgnored = item.IsIgnored || item.Box.Y2 - item.Box.Y1 < LeastHeight || 1 - shown > MostHidden + 1e-9,
        };
    }
}
