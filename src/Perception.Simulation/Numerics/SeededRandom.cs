using System.Numerics;

namespace Perception.Simulation.Numerics;

/// <summary>
/// Random numbers that depend on the seed alone, today and with every later runtime (SplitMix64, Steele 2014).
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own: what one part of a world draws does not shift what another draws.</summary>
    public SeededRandom Fork(ulong stream) => new(Hash.Mix(_state ^ Hash.Mix(stream + 0x51ed27)));

    public ulong NextBits() => Hash.Mix(_state += 0x9e3779b97f4a7c15);

    /// <summary>From 0 to below 1.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Range(double from, double to) => from + ((to - from) * Next());

    public float Range(float from, float to) => (float)Range((double)from, to);

    /// <summary>From <paramref name="from"/> to below <paramref name="to"/>.</summary>
    public int Integer(int from, int to) => from + (int)(Next() * (to - from));

    public bool Chance(double probability) => Next() < probability;

    public T Pick<T>(ReadOnlySpan<T> items) => items[Integer(0, items.Length)];

    /// <summary>A normal deviate of mean 0 and deviation 1 (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    /// <summary>A colour in linear light of given hue (0 to 1), saturation and brightness.</summary>
    public static Vector3 Hsv(float hue, float saturation, float value)
    {
        static float Channel(float h, float s, float v, float n)
        {
            var k = (n + (h * 6)) % 6;
            return v - (v * s * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }

        return new Vector3(Channel(hue, saturation, value, 5), Channel(hue, saturation, value, 3),
            Channel(hue, saturation, value, 1));
    }
}
