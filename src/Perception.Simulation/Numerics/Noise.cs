using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Perception.Simulation.Numerics;

/// <summary>
/// Value noise on a lattice of ones, 0 to 1 around 0.5, smooth in its first derivative; repeats after 1024.
/// </summary>
internal static class Noise
{
    private const int Period = 1024;

    // Random values, and a random order of 0 to 1023 written down twice, so that a sum of two entries needs no
    // wrapping.
    private static readonly float[] Values = [.. Enumerable.Range(0, Period).Select(i => Hash.Unit(i, 1, 2))];
    private static readonly ushort[] Order = MakeOrder();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(float x, float y, int seed)
    {
        var (fx, fy) = (MathF.Floor(x), MathF.Floor(y));
        var (ix, iy) = ((int)fx + (seed * 37), (int)fy + (seed * 101));
        var (u, v) = (x - fx, y - fy);
        u *= u * (3 - (2 * u));
        v *= v * (3 - (2 * v));
        ref var order = ref MemoryMarshal.GetArrayDataReference(Order);
        var (left, right) = (Unsafe.Add(ref order, ix & (Period - 1)), Unsafe.Add(ref order, (ix + 1) & (Period - 1)));
        var (low, high) = (iy & (Period - 1), (iy + 1) & (Period - 1));
        ref var values = ref MemoryMarshal.GetArrayDataReference(Values);
        var a = Unsafe.Add(ref values, Unsafe.Add(ref order, left + low));
        var b = Unsafe.Add(ref values, Unsafe.Add(ref order, right + low));
        var c = Unsafe.Add(ref values, Unsafe.Add(ref order, left + high));
        var d = Unsafe.Add(ref values, Unsafe.Add(ref order, right + high));
        return a + ((b - a) * u) + ((c - a) * v) + ((a - b - c + d) * u * v);
    }

    /// <summary>Noise over a surface in space, by the two coordinates across its largest normal component.</summary>
    public static float OnSurface(Vector3 point, Vector3 normal, int seed)
    {
        var n = Vector3.Abs(normal);
        return n.Z >= n.X && n.Z >= n.Y ? At(point.X, point.Y, seed)
            : n.X >= n.Y ? At(point.Y, point.Z, seed + 1)
            : At(point.X, point.Z, seed + 2);
    }

    /// <summary>
    /// Octaves of halving size. Those that a footprint (in lattice cells) covers fade into their mean, and are not
    /// computed.
    /// </summary>
    public static float Octaves(float x, float y, int count, float footprint, int seed)
    {
        var (sum, weight, total) = (0f, 0.5f, 0f);
        for (var i = 0; i < count; i++)
        {
            var seen = Math.Clamp(1.6f - (2 * footprint), 0, 1);
            sum += weight * (seen > 0 ? 0.5f + (seen * (At(x, y, seed + i) - 0.5f)) : 0.5f);
            total += weight;
            weight *= 0.5f;
            (x, y, footprint) = ((x * 2.03f) + 17.7f, (y * 2.03f) - 5.1f, footprint * 2);
        }

        return sum / total;
    }

    private static ushort[] MakeOrder()
    {
        var order = Enumerable.Range(0, Period).OrderBy(i => Hash.Of(i, 5, 9)).Select(i => (ushort)i).ToArray();
        return [.. order, .. order];
    }
}
