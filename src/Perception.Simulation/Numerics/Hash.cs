using System.Runtime.CompilerServices;

namespace Perception.Simulation.Numerics;

/// <summary>Integers to integers without visible order.</summary>
internal static class Hash
{
    /// <summary>The finalizer of SplitMix64.</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    /// <summary>A 32-bit mix of lattice coordinates and a seed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(int x, int y, int seed)
    {
        var h = ((uint)x * 0x85ebca6b) ^ ((uint)y * 0xc2b2ae35) ^ ((uint)seed * 0x27d4eb2f);
        h = (h ^ (h >> 15)) * 0x2c1b3c6d;
        h = (h ^ (h >> 12)) * 0x297a2d39;
        return h ^ (h >> 15);
    }

    /// <summary>From 0 to below 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Unit(int x, int y, int seed) => (Of(x, y, seed) >> 8) * (1f / (1 << 24));
}
