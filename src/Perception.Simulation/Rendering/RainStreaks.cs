using System.Runtime.Intrinsics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering;

/// <summary>Drops that fall past the lens while it is open: short bright lines, a little off the vertical.</summary>
internal static class RainStreaks
{
    /// <summary>Light that the streaks add to the eight pixels from (x, y) on.</summary>
    public static Vector256<float> At(int x, int y, int width, float density, int seed)
    {
        Span<float> light = stackalloc float[8];
        for (var i = 0; i < 8; i++) light[i] = At(x + i, y, width / 640f, density, seed);
        return Vector256.Create<float>(light);
    }

    private static float At(int x, int y, float scale, float density, int seed)
    {
        var column = (int)MathF.Floor((x + (0.12f * y)) / scale);
        var cell = (y / (26 * scale)) + Hash.Unit(column, 0, seed);
        if (Hash.Unit(column, (int)cell, seed + 1) > density * 0.045f) return 0;
        var along = cell - MathF.Floor(cell);
        return 0.64f * along * (1 - along);
    }
}
