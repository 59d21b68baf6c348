namespace Perception.Toolchain.Linting;

/// <summary>How a network fits a device.</summary>
/// <param name="Target">The device.</param>
/// <param name="Verdicts">Every node, in order.</param>
/// <param name="Segments">Pieces of the network that run on the device.</param>
/// <param name="Switches">How often the computation changes between devices.</param>
public sealed record LintReport(LintTarget Target, IReadOnlyList<NodeVerdict> Verdicts, int Segments, int Switches)
{
    public int Count(LintOutcome outcome) => Verdicts.Count(verdict => verdict.Outcome == outcome);

    /// <summary>Whether the device computes all of it, as far as is known.</summary>
    public bool IsNative => Count(LintOutcome.Fallback) == 0 && Count(LintOutcome.Unknown) == 0 && !HasTooManySegments;

    /// <summary>Whether there are more pieces than the device holds.</summary>
    public bool HasTooManySegments => Target.LargestSegmentCount > 0 && Segments > Target.LargestSegmentCount;
}
