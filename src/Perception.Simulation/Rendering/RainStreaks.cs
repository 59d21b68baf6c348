using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering;

/// <summary>Drops that fall past the lens while it is open: short bright lines, a little off the vertical.</summary>
internal static class RainStreaks
{
    public static Vector3 At(int x, int y, int width, float density, int seed)
    {
        var scale = width / 640f;
        var slant = x + (0.12f * y);
        var column = (int)MathF.Floor(slant / scale);
        var length = 26 * scale;
        var phase = Hash.Unit(column, 0, seed);
        var cell = (y / length) + phase;
        var chance = Hash.Unit(column, (int)cell, seed + 1);
        if (chance > density * 0.045f) return Vector3.Zero;
        var along = cell - MathF.Floor(cell);
        return new Vector3(0.16f * along * (1 - along) * 4);
    }
}
