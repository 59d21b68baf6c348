namespace Perception.Evaluation.Comparison;

/// <summary>Random numbers that are the same on every machine (Steele, Lea and Flood 2014).</summary>
internal sealed class SplitMix64(ulong seed, ulong stream)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    // Streams begin at places that have nothing to do with each other.
    private ulong _state = Mix(seed ^ Mix(stream + Gamma));

    /// <summary>The number that was drawn last.</summary>
    public int Last { get; private set; }

    /// <summary>From 0 to below <paramref name="limit"/>, by the upper half of a product (Lemire 2019).</summary>
    public int Next(int limit) => Last = (int)Math.BigMul(Mix(_state += Gamma), (ulong)limit, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
