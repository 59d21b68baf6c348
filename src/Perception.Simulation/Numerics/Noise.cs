using System.Numerics;
using System.Runtime.CompilerServices;

namespace Perception.Simulation.Numerics;

/// <summary>Value noise on a lattice of ones, 0 to 1 around 0.5, smooth in its first derivative.</summary>
internal static class Noise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(float x, float y, int seed)
    {
        var (fx, fy) = (MathF.Floor(x), MathF.Floor(y));
        var (ix, iy) = ((int)fx, (int)fy);
        var (u, v) = (x - fx, y - fy);
        u *= u * (3 - (2 * u));
        v *= v * (3 - (2 * v));
        var a = Hash.Unit(ix, iy, seed);
        var b = Hash.Unit(ix + 1, iy, seed);
        var c = Hash.Unit(ix, iy + 1, seed);
        var d = Hash.Unit(ix + 1, iy + 1, seed);
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

    /// <summary>Octaves of halving size; those finer than <paramref name="footprint"/> are left at their mean.</summary>
    public static float Octaves(float x, float y, int count, float footprint, int seed)
    {
        var (sum, weight, total) = (0f, 0.5f, 0f);
        for (var i = 0; i < count; i++)
        {
            sum += weight * (footprint < 0.7f ? At(x, y, seed + i) : 0.5f);
            total += weight;
            weight *= 0.5f;
            (x, y, footprint) = ((x * 2.03f) + 17.7f, (y * 2.03f) - 5.1f, footprint * 2);
        }

        return sum / total;
    }
}
