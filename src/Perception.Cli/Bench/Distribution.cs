using System.Text.Json.Nodes;

namespace Perception.Cli.Bench;

/// <summary>Nearest-rank percentiles of samples, in their unit.</summary>
internal readonly record struct Distribution(double Minimum, double P50, double P95, double P99, double Maximum,
    double Mean)
{
    /// <summary>Of at least one sample.</summary>
    public static Distribution Of(IReadOnlyCollection<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return new Distribution(sorted[0], Rank(sorted, 0.5), Rank(sorted, 0.95), Rank(sorted, 0.99), sorted[^1],
            sorted.Average());
    }

    public JsonObject ToJson() => new()
    {
        ["min"] = Rounded(Minimum),
        ["p50"] = Rounded(P50),
        ["p95"] = Rounded(P95),
        ["p99"] = Rounded(P99),
        ["max"] = Rounded(Maximum),
        ["mean"] = Rounded(Mean),
    };

    public static double Rounded(double value) => Math.Round(value, 4);

    private static double Rank(double[] sorted, double p) =>
        sorted[Math.Max(0, (int)Math.Ceiling(p * sorted.Length) - 1)];
}
