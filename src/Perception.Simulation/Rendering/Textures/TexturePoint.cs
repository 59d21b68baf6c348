using System.Numerics;

namespace Perception.Simulation.Rendering.Textures;

/// <summary>Where on a part: place and normal in the part's frame, and the metres that a pixel covers there.</summary>
internal readonly record struct TexturePoint(Vector3 Place, Vector3 Normal, float Footprint)
{
    /// <summary>How much of a detail of this size is still to be seen.</summary>
    public float Detail(float metres) => Math.Clamp(1.5f - (Footprint / metres), 0, 1);

    /// <summary>Share of the pixel that lies between two bounds along one axis.</summary>
    public float Between(float x, float low, float high)
    {
        var half = Math.Max(Footprint, 1e-4f) / 2;
        return Math.Max(0, Math.Min(high, x + half) - Math.Max(low, x - half)) / (2 * half);
    }
}
