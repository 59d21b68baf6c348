using System.Numerics;

namespace Perception.Simulation.Numerics;

/// <summary>Colours as people write them, in the linear light that shading computes with.</summary>
internal static class Colours
{
    /// <summary>From the three bytes of an sRGB colour, 0xrrggbb.</summary>
    public static Vector3 Srgb(int rgb) => new(Linear((rgb >> 16) & 255), Linear((rgb >> 8) & 255), Linear(rgb & 255));

    public static float Luminance(Vector3 linear) => Vector3.Dot(linear, new Vector3(0.2126f, 0.7152f, 0.0722f));

    private static float Linear(int value)
    {
        var c = value / 255f;
        return c <= 0.04045f ? c / 12.92f : MathF.Pow((c + 0.055f) / 1.055f, 2.4f);
    }
}
