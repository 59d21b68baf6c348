using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Parts of a person of height h; limbs hang down from the origin of their part.</summary>
internal static class PersonShapes
{
    /// <summary>Hips, chest, neck, head and hair, in the body's frame.</summary>
    public static Part Trunk(float h, float girth, PersonLook look)
    {
        // Slots: 0 top, 1 legs, 2 skin, 3 hair or hat.
        var builder = new MeshBuilder();
        var g = h * girth;
        builder.Slot = 0;
        builder.Loft(
        [
            Oval(0.50f * h, 0.062f * g, 0.092f * g), Oval(0.60f * h, 0.060f * g, 0.080f * g),
            Oval(0.72f * h, 0.070f * g, 0.098f * g),
            Oval(0.79f * h, 0.062f * g, 0.108f * h), Oval(0.825f * h, 0.045f * h, 0.075f * h),
            Oval(0.84f * h, 0.03f * h, 0.032f * h),
        ]);
        builder.Slot = 1;
        if (look.Skirt) builder.Loft([Oval(0.33f * h, 0.12f * h, 0.13f * h), Oval(0.53f * h, 0.066f * g, 0.094f * g)]);
        else builder.Loft([Oval(0.45f * h, 0.055f * g, 0.085f * g), Oval(0.525f * h, 0.064f * g, 0.094f * g)]);
        builder.Slot = 2;
        builder.Bar(new Vector3(0, 0, 0.82f * h), new Vector3(0, 0, 0.88f * h), 0.03f * h, 8);
        builder.Ellipsoid(new Vector3(0.008f * h, 0, 0.925f * h), new Vector3(0.052f * h, 0.044f * h, 0.066f * h), 12,
            9);
        builder.Ellipsoid(new Vector3(0.062f * h, 0, 0.918f * h), new Vector3(0.012f * h, 0.01f * h, 0.014f * h), 6, 4);
        builder.Slot = 3;
        builder.Ellipsoid(new Vector3(-0.008f * h, 0, 0.945f * h), new Vector3(0.054f * h, 0.049f * h, 0.056f * h), 12,
            8);
        if (look.LongHair) builder.Ellipsoid(new Vector3(-0.03f * h, 0, 0.90f * h),
            new Vector3(0.035f * h, 0.048f * h, 0.085f * h), 10, 6);
        if (look.Hat is not null) builder.Bar(new Vector3(0.01f * h, 0, 0.958f * h),
            new Vector3(0.01f * h, 0, 0.965f * h), 0.085f * h, 12);
        return new Part(builder.Build(60), [look.Top, look.Legs, look.Skin, look.Hat ?? look.Hair], Transform.Identity);
    }

    public static Mesh Thigh(float h, float girth) =>
        Limb(0.25f * h, 0.050f * h * girth, 0.036f * h * girth).Build(60);

    /// <summary>Slot 1 is the shoe.</summary>
    public static Mesh Shin(float h, float girth)
    {
        var builder = Limb(0.225f * h, 0.036f * h * girth, 0.022f * h);
        builder.Slot = 1;
        return builder.Ellipsoid(new Vector3(0.035f * h, 0, -0.232f * h),
            new Vector3(0.075f * h, 0.027f * h, 0.024f * h), 8, 6).Build(60);
    }

    public static Mesh UpperArm(float h, float girth) =>
        Limb(0.17f * h, 0.030f * h * girth, 0.024f * h * girth).Build(60);

    /// <summary>Slot 1 is the hand.</summary>
    public static Mesh Forearm(float h, float girth)
    {
        var builder = Limb(0.145f * h, 0.024f * h * girth, 0.017f * h);
        builder.Slot = 1;
        return builder.Ellipsoid(new Vector3(0, 0, -0.17f * h), new Vector3(0.018f * h, 0.012f * h, 0.035f * h), 6, 5)
            .Build(60);
    }

    public static Part Backpack(float h, SeededRandom random) => new(
        new MeshBuilder().Ellipsoid(new Vector3(-0.105f * h, 0, 0.71f * h),
            new Vector3(0.06f * h, 0.085f * h, 0.115f * h), 10, 7).Build(60),
        [new(MaterialKind.Cloth, SemanticClass.Person, SeededRandom.Hsv((float)random.Next(), 0.7f,
            random.Range(0.05f, 0.5f)))], Transform.Identity);

    public static Part Umbrella(float h, SeededRandom random)
    {
        var builder = new MeshBuilder();
        var (x, y, top) = (0.16f * h, -0.12f * h, 1.28f * h);
        builder.Bar(new Vector3(x, y, 0.68f * h), new Vector3(x, y, top), 0.012f, 6);
        builder.Slot = 1;
        var rings = new List<Vector3[]>();
        foreach (var (z, r) in (ReadOnlySpan<(float, float)>)[(-0.22f, 0.55f), (-0.20f, 0.55f), (-0.09f, 0.42f),
            (-0.02f, 0.2f), (0, 0.02f)])
        {
            rings.Add([.. Enumerable.Range(0, 8).Select(i => new Vector3(x + (r * MathF.Cos(MathF.PI * i / 4)),
                y + (r * MathF.Sin(MathF.PI * i / 4)), top + z))]);
        }

        builder.Loft(rings);
        var canopy = SeededRandom.Hsv((float)random.Next(), random.Range(0f, 0.9f), random.Range(0.03f, 0.7f));
        return new Part(builder.Build(20),
            [new(MaterialKind.Plain, SemanticClass.Person, new Vector3(0.1f)),
                new(MaterialKind.Plain, SemanticClass.Person, canopy) { Gloss = 0.3f }], Transform.Identity);
    }

    /// <summary>A tapered limb with a round joint at either end.</summary>
    public static MeshBuilder Limb(float length, float upper, float lower) => new MeshBuilder()
        .Bar(new Vector3(0, 0, -length), Vector3.Zero, lower, upper, 8)
        .Ellipsoid(Vector3.Zero, new Vector3(upper), 8, 6)
        .Ellipsoid(new Vector3(0, 0, -length), new Vector3(lower), 8, 6);

    private static Vector3[] Oval(float z, float x, float y) =>
        [.. Enumerable.Range(0, 12).Select(
            i => new Vector3(x * MathF.Cos(MathF.PI * i / 6), y * MathF.Sin(MathF.PI * i / 6), z))];
}
