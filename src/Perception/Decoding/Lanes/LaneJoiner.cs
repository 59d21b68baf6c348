namespace Perception.Decoding.Lanes;

/// <summary>Joins chains over gaps, as between dashes, where the ends of both point at each other.</summary>
internal readonly struct LaneJoiner(double maximumGap, double leastGate, double gatePerGap, double curvature)
{
    /// <summary>
    /// Joined chains come first; returns how many are left. The pair that fits best is next, so that a dash joins its
    /// own line.
    /// </summary>
    public int Join(Span<LaneChain> chains)
    {
        var count = chains.Length;
        while (FindPair(chains[..count]) is var (near, far) && near >= 0)
        {
            chains[near].Append(chains[far]);
            count--;
            (chains[far], chains[count]) = (chains[count], chains[far]);
        }

        return count;
    }

    private (int Near, int Far) FindPair(ReadOnlySpan<LaneChain> chains)
    {
        var (near, far, best) = (-1, -1, 1.0);
        for (var a = 0; a < chains.Length; a++)
        {
            for (var b = 0; b < chains.Length; b++)
            {
                var cost = a == b || chains[a].Type != chains[b].Type ? double.PositiveInfinity
                    : Cost(chains[a], chains[b]);
                if (cost < best)
                {
                    (near, far, best) = (a, b, cost);
                }
            }
        }

        return (near, far);
    }

    private double Cost(LaneChain near, LaneChain far)
    {
        var gap = far.Along[0] - near.Along[^1];
        if (gap <= 0 || gap > maximumGap || far.Lowest.Row >= near.Highest.Row)
        {
            return double.PositiveInfinity;
        }

        // Ends are taken as straight, but the line between may bend. A short end's direction is uncertain by about a
        // pixel over its length.
        var gate = leastGate + gap * (gatePerGap + gap * curvature / 2);
        var beyond = Math.Abs(near.PredictBeyond(far.Along[0]) - far.Across[0]) / (gate + gap * Doubt(near));
        var before = Math.Abs(far.PredictBefore(near.Along[^1]) - near.Across[^1]) / (gate + gap * Doubt(far));
        return Math.Max(beyond, before) + gap / maximumGap * 0.1;
    }

    private static double Doubt(LaneChain chain)
    {
        var length = Math.Abs(chain.Along[^1] - chain.Along[0]);
        return Math.Min(0.5, 1 / (chain.PixelsPerUnit[chain.Count / 2] * Math.Max(length, 1e-3)));
    }
}
