using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering.Textures;

/// <summary>
/// Faces of traffic signs in the plane of y (left) and z (up) about the middle of the plate; seen along -x.
/// </summary>
internal static class SignTextures
{
    private static readonly Vector3 Red = Colours.Srgb(0xc01020);
    private static readonly Vector3 White = new(0.75f);
    private static readonly Vector3 Black = new(0.02f);
    private static readonly Vector3 Blue = Colours.Srgb(0x1048a8);
    private static readonly Vector3 Yellow = Colours.Srgb(0xf0b818);
    private static readonly Vector3 Green = Colours.Srgb(0x107040);

    // Segments of the digits 0 to 9: top, upper left, upper right, middle, lower left, lower right, bottom.
    private static readonly byte[] Digits = [0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f];

    // Shape.X: half the height of the plate. Variants: see each case.
    public static void Face(Material m, in TexturePoint at, ref Surface s)
    {
        if (at.Normal.X < 0.5f)
        {
            s.Set(new Vector3(0.3f), 0.3f);
            return;
        }

        // To the right as the reader sees it, who looks against x.
        var (u, v) = (at.Place.Y / m.Shape.X, at.Place.Z / m.Shape.X);
        var r = MathF.Sqrt((u * u) + (v * v));
        s.Set(m.Variant switch
        {
            0 => r > 0.8f ? Red : Number(u, v, m.Seed) ? Black : White,
            1 => MathF.Abs(v) < 0.16f && MathF.Abs(u) < 0.62f ? White : r > 0.93f ? White : Red,
            2 => Triangle(u, v) ? White : Red,
            3 => r > 0.93f ? White : Arrow(u, v) ? White : Blue,
            4 => MathF.Abs(u) + MathF.Abs(v) > 0.88f ? Black : Arrow(u, v) ? Black : Yellow,
            5 => MathF.Abs(v) > 0.92f ? White : Panel(u, v, m.Seed) ? White : m.Second == m.Colour ? Green : m.Second,
            6 => MathF.Abs(v) < 0.17f && MathF.Abs(u) < 0.6f ? White : Red,
            _ => MathF.Abs(u) > 0.85f || MathF.Abs(v) > 0.85f ? White : Walker(u, v) ? White : Blue,
        }, 0.15f);
    }

    private static bool Number(float u, float v, int seed)
    {
        if (MathF.Abs(v) > 0.42f || MathF.Abs(u) > 0.58f) return false;
        var tens = 3 + (seed % 6);
        return u > 0 ? Digit(0, (u - 0.3f) / 0.22f, v / 0.42f) : Digit(tens, (u + 0.3f) / 0.22f, v / 0.42f);
    }

    private static bool Digit(int digit, float u, float v)
    {
        const float T = 0.3f;
        if (MathF.Abs(u) > 1) return false;
        var on = Digits[digit];
        return ((on & 1) != 0 && v > 1 - T) || ((on & 2) != 0 && u < -1 + (2 * T) && v > 0)
            || ((on & 4) != 0 && u > 1 - (2 * T) && v > 0) || ((on & 8) != 0 && MathF.Abs(v) < T / 2)
            || ((on & 16) != 0 && u < -1 + (2 * T) && v < 0) || ((on & 32) != 0 && u > 1 - (2 * T) && v < 0)
            || ((on & 64) != 0 && v < -1 + T);
    }

    private static bool Triangle(float u, float v) =>
        v is < 0.55f and > -0.62f && MathF.Abs(u) < 0.55f * (v + 0.75f) * 0.9f;

    private static bool Arrow(float u, float v) =>
        (MathF.Abs(u) < 0.12f && v is > -0.5f and < 0.15f) ||
            (v is >= 0.1f and < 0.6f && MathF.Abs(u) < 0.36f * (0.6f - v) / 0.5f);

    private static bool Panel(float u, float v, int seed)
    {
        // Rows of blocks that read as words from afar.
        var row = (int)MathF.Floor((v + 1) * 2.5f);
        var within = ((v + 1) * 2.5f) - row;
        if (row is < 1 or > 3 || within is < 0.25f or > 0.8f) return false;
        var column = (int)MathF.Floor(u * 9);
        var letter = (u * 9) - column;
        return letter < 0.75f && Hash.Unit(column / 5, row, seed) > 0.25f && Hash.Unit(column, row, seed + 1) > 0.15f;
    }

    private static bool Walker(float u, float v)
    {
        var head = new Vector2(u, v - 0.5f).Length() < 0.13f;
        var body = MathF.Abs(u - (0.05f * v)) < 0.1f && v is > -0.1f and < 0.38f;
        var legs = v is > -0.65f and <= -0.1f && MathF.Abs(MathF.Abs(u) - (0.05f - (v * 0.35f))) < 0.09f;
        var arms = v is > 0.05f and < 0.3f && MathF.Abs(MathF.Abs(u) - (0.45f - v)) < 0.08f;
        return head || body || legs || arms;
    }
}
