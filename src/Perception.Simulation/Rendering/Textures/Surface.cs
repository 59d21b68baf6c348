using System.Numerics;

namespace Perception.Simulation.Rendering.Textures;

/// <summary>What a texture says of a point: reflected share of light, shine, and light of its own.</summary>
internal struct Surface
{
    public Vector3 Albedo;
    public float Gloss;
    public Vector3 Emission;

    public void Set(Vector3 albedo, float gloss)
    {
        Albedo = albedo;
        Gloss = gloss;
        Emission = default;
    }
}
