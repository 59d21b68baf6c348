using System.Numerics;
using System.Runtime.CompilerServices;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering.Textures;
using Perception.Simulation.Roads;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Rendering;

/// <summary>Colour and class of what a ray meets, once the rasterizer has found which triangle that is.</summary>
internal sealed class SurfaceShader(GroundMap ground, Lighting lighting, View view)
{
    private Vector3 _right, _down, _forward, _eye;

    public void LookFrom(Transform worldFromView) =>
        (_right, _down, _forward, _eye) = (worldFromView.X.ToSingle(), worldFromView.Y.ToSingle(),
            worldFromView.Z.ToSingle(), worldFromView.Origin.ToSingle());

    public Vector3 Sky(float x, float y) => lighting.Sky.In(Vector3.Normalize((_right * x) + (_down * y) + _forward));

    /// <summary>Light from triangle <paramref name="t"/> along the ray through (x, y).</summary>
    [SkipLocalsInit]
    public Vector3 Shade(in TriangleSetup t, float x, float y, in BlockBounds block, out SemanticClass semantic)
    {
        ref readonly var draw = ref view.Draws[t.Draw];
        var drawable = draw.Drawable;
        var mesh = drawable.Mesh;
        var z = 1 / ((t.AZ * x) + (t.BZ * y) + t.CZ);
        var ray = (_right * x) + (_down * y) + _forward;
        var world = _eye + (ray * z);

        var b0 = (t.A0 * x) + (t.B0 * y) + t.C0;
        var b1 = (t.A1 * x) + (t.B1 * y) + t.C1;
        var b2 = (t.A2 * x) + (t.B2 * y) + t.C2;
        // Samples beside an edge may lie a little outside of the triangle.
        (b0, b1, b2) = (Math.Max(b0, 0), Math.Max(b1, 0), Math.Max(b2, 0));
        var sum = 1 / (b0 + b1 + b2);
        (b0, b1, b2) = (b0 * sum, b1 * sum, b2 * sum);
        var corner = 3 * t.Triangle;
        var normalInMesh = (mesh.CornerNormals[corner] * b0) + (mesh.CornerNormals[corner + 1] * b1)
            + (mesh.CornerNormals[corner + 2] * b2);
        var normal = Vector3.Normalize(
            (draw.AxisX * normalInMesh.X) + (draw.AxisY * normalInMesh.Y) + (draw.AxisZ * normalInMesh.Z));
        var toEye = Vector3.Normalize(-ray);
        var material = drawable.Materials[mesh.Slots[t.Triangle]];
        semantic = material.Class;

        // How far the point moves with a pixel to the right and down: z changes by -z² times the slope of 1/z.
        var across = Slide(t, x, y, z, block.RightX, block.RightY);
        var down = Slide(t, x, y, z, block.DownX, block.DownY);
        Vector3 albedo;
        float gloss;
        var emission = Vector3.Zero;
        if (material.Kind == MaterialKind.Ground)
        {
            ground.Sample(world.X, world.Y, new Vector2(across.X, across.Y), new Vector2(down.X, down.Y),
                out var sample);
            (albedo, gloss, semantic) = (sample.Albedo, sample.Gloss, sample.Class);
        }
        else
        {
            var place = (mesh.Positions[mesh.Indices[corner]] * b0) + (mesh.Positions[mesh.Indices[corner + 1]] * b1)
                + (mesh.Positions[mesh.Indices[corner + 2]] * b2);
            // The wider of the two would blur what is seen at a slant; the narrower would shimmer.
            var footprint = MathF.Sqrt(across.Length() * down.Length());
            Texture.Sample(material, new TexturePoint(place, normalInMesh, footprint), out var surface);
            (albedo, gloss, emission) = (surface.Albedo, surface.Gloss, surface.Emission);
        }

        var wet = lighting.Air.Wetness;
        if (wet > 0 && normal.Z > 0.7f)
        {
            var puddle = material.Kind == MaterialKind.Ground && semantic != SemanticClass.Vegetation
                ? Math.Clamp((Noise.Octaves(world.X * 0.35f, world.Y * 0.35f, 2, 0, 91) - 0.62f + (0.25f * wet)) * 5, 0,
                    1) : 0;
            albedo *= 1 - (wet * (0.35f + (0.25f * puddle)));
            gloss = Math.Max(gloss, wet * (0.35f + (0.6f * puddle)));
        }

        var colour = lighting.Shade(world, normal, toEye, albedo, gloss) + emission;
        return lighting.ThroughAir(colour, z * ray.Length());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector3 Slide(in TriangleSetup t, float x, float y, float z, float dx, float dy)
    {
        var dz = -z * z * ((t.AZ * dx) + (t.BZ * dy));
        return (_right * ((z * dx) + (x * dz))) + (_down * ((z * dy) + (y * dz))) + (_forward * dz);
    }
}
