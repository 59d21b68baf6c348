namespace EdgePerception.Testing;

/// <summary>How many mutations a fuzz test makes: a short slice, or as many as scripts/fuzz says.</summary>
internal static class FuzzCount
{
    /// <summary>The number that scripts/fuzz gives, else that of the slice.</summary>
    public static int Or(int slice) =>
        int.TryParse(Environment.GetEnvironmentVariable("EDGE_PERCEPTION_FUZZ_COUNT"), out var count) ? count : slice;
}
