namespace Perception.Evaluation.Replay;

/// <summary>How long frames took, in milliseconds, and what was left out. Never the same twice.</summary>
public sealed class ReplayTiming
{
    /// <summary>Reading, decoding and preprocessing.</summary>
    public List<double> PrepareMs { get; } = [];

    /// <summary>The network.</summary>
    public List<double> InferMs { get; } = [];

    /// <summary>Decoding of its outputs.</summary>
    public List<double> DecodeMs { get; } = [];

    /// <summary>From the stamp of an image to its answer in a recording.</summary>
    public List<double> LatencyMs { get; } = [];

    /// <summary>Images of a recording without an answer.</summary>
    public int Dropped { get; set; }

    /// <summary>Frames that could not be used, with the reason.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Of the whole run.</summary>
    public double WallMs { get; set; }

    /// <summary>Nearest rank; NaN without samples.</summary>
    public static double Percentile(IReadOnlyList<double> samples, double share) => samples.Count == 0 ? double.NaN
        : samples.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * samples.Count) - 1));
}
