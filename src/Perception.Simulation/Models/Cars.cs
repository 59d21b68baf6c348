using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Passenger cars, vans and pickups out of one set of measures.</summary>
internal static class Cars
{
    /// <summary>
    /// The lines of a body: heights at bonnet, belt, tail and roof; where the windows begin and end at belt and roof.
    /// </summary>
    private readonly record struct Lines(
        float Length, float Width, float Bonnet, float Belt, float Tail, float Roof, float Wheel,
        float FrontBelt, float FrontRoof, float RearRoof, float RearBelt, bool Tall);

    private static readonly Lines[] Kinds =
    [
        new(4.60f, 1.82f, 0.86f, 0.95f, 0.98f, 1.45f, 0.33f, 0.95f, 0.28f, -0.95f, -1.55f, false), // saloon
        new(4.10f, 1.76f, 0.90f, 0.96f, 0.95f, 1.50f, 0.31f, 0.90f, 0.25f, -1.45f, -1.90f, false), // hatchback
        new(4.70f, 1.83f, 0.87f, 0.96f, 0.96f, 1.48f, 0.33f, 0.90f, 0.25f, -1.80f, -2.20f, false), // estate
        new(4.65f, 1.90f, 1.02f, 1.10f, 1.10f, 1.72f, 0.37f, 0.85f, 0.25f, -1.75f, -2.15f, true), // off-roader
        new(4.40f, 1.80f, 0.78f, 0.86f, 0.88f, 1.26f, 0.33f, 0.60f, -0.05f, -0.75f, -1.70f, false), // coupé
        new(3.40f, 1.48f, 1.00f, 1.05f, 1.05f, 1.78f, 0.28f, 1.20f, 0.85f, -1.50f, -1.66f, true), // small box
        new(5.00f, 1.95f, 1.15f, 1.22f, 1.20f, 2.05f, 0.34f, 1.75f, 0.95f, -2.30f, -2.44f, true), // van
        new(5.30f, 1.92f, 1.08f, 1.14f, 1.12f, 1.80f, 0.39f, 0.85f, 0.35f, -0.75f, -0.95f, true), // pickup
    ];

    private static readonly int[] Paints =
        [0xf2f2f0, 0xd8d9da, 0x9a9da0, 0x55585c, 0x1c1d1f, 0x0c0c0d, 0x8c1218, 0xb01c1c, 0x1d3f7a, 0x2f6db5, 0x1e4d38,
            0xb9a98a, 0x5a3a22, 0xc8a018, 0xc85a12, 0x6d8fae];

    public static VehicleModel Create(SeededRandom random)
    {
        var kind = random.Integer(0, Kinds.Length);
        var l = Kinds[kind];
        var scale = random.Range(0.95f, 1.05f);
        l = l with
        {
            Length = l.Length * scale,
            Width = l.Width * random.Range(0.97f, 1.03f),
            Roof = l.Roof * random.Range(0.97f, 1.03f)
        };
        var (front, rear) = ((l.Length / 2) - 0.85f, -(l.Length / 2) + 0.85f);
        var paint = Colours.Srgb(random.Pick<int>(Paints)) * random.Range(0.85f, 1.1f);
        var shape = new Vector4(l.Length, l.Width, l.Belt, l.Wheel);
        var shape2 = new Vector4(front, rear, l.Roof, (l.FrontBelt + l.RearBelt) / 2);
        Material[] materials =
        [
            Body(paint, l.Tall ? 1 : 0, shape, shape2),
            Body(paint, kind == 6 && random.Chance(0.5) ? 11 : 10, shape, shape2),
            new(MaterialKind.Plain, SemanticClass.Vehicle, new Vector3(0.025f)) { Gloss = 0.2f },
        ];
        var builder = new MeshBuilder();
        AddHull(builder, l);
        AddCabin(builder.WithSlot(1), l);
        builder.WithSlot(kind == 7 ? 2 : 0);
        if (kind == 7) builder.Box(new Vector3((l.RearBelt + rear - 0.55f) / 2, 0, l.Tail + 0.002f),
            new Vector3(1.5f, l.Width - 0.3f, 0.01f));
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            builder.Slot = 0;
            builder.Ellipsoid(new Vector3(l.FrontBelt - 0.28f, side * ((l.Width / 2) + 0.09f), l.Belt + 0.09f),
                new Vector3(0.07f, 0.11f, 0.08f), 8, 5);
            builder.Slot = 2;
            if (l.Tall && kind != 7) builder.Box(new Vector3((l.FrontRoof + l.RearRoof) / 2, side * 0.55f,
                l.Roof + 0.02f), new Vector3(1.3f, 0.04f, 0.05f));
        }

        var body = new Part(builder.Build(), materials, Transform.Identity);
        return new VehicleModel(ObjectClass.Car, [body], Wheels.At(l.Wheel, 0.21f, l.Width, random, front, rear),
            [materials[0], materials[1]]);
    }

    private static Material Body(Vector3 paint, int variant, Vector4 shape, Vector4 shape2) =>
        new(MaterialKind.CarBody, SemanticClass.Vehicle, paint)
        {
            Gloss = 0.75f,
            Variant = variant,
            Shape = shape,
            Shape2 = shape2
        };

    private static void AddHull(MeshBuilder builder, in Lines l)
    {
        var half = l.Length / 2;
        var lift = l.Tall ? 0.06f : 0;
        // From the rear bumper to the front one: x, share of the width, lower and upper edge.
        (float X, float Width, float Low, float High)[] stations =
        [
            (-half, 0.82f, 0.40f, l.Tail - 0.16f),
            (-half + 0.10f, 0.93f, 0.30f, l.Tail - 0.03f),
            (-half + 0.45f, 0.985f, 0.25f, l.Tail),
            (l.RearBelt, 1, 0.22f, l.Belt),
            (l.FrontBelt, 1, 0.22f, l.Belt),
            (half - 0.9f, 0.99f, 0.24f, l.Bonnet),
            (half - 0.38f, 0.95f, 0.27f, l.Bonnet - 0.06f),
            (half - 0.10f, 0.88f, 0.30f, l.Bonnet - 0.14f),
            (half, 0.76f, 0.38f, l.Bonnet - 0.26f),
        ];
        Array.Sort(stations, (a, b) => a.X.CompareTo(b.X));
        var rings = new List<Vector3[]>();
        foreach (var (x, width, low, high) in stations)
        {
            var w = l.Width / 2 * width;
            var shoulder = high - 0.10f;
            var bottom = low + lift;
            rings.Add(
            [
                new(x, w * 0.93f, bottom), new(x, w, bottom + 0.12f), new(x, w, (bottom + shoulder) / 2),
                new(x, w * 0.985f, shoulder), new(x, w * 0.90f, high),
                new(x, -w * 0.90f, high), new(x, -w * 0.985f, shoulder), new(x, -w, (bottom + shoulder) / 2),
                new(x, -w, bottom + 0.12f), new(x, -w * 0.93f, bottom),
            ]);
        }

        builder.Loft(rings);
    }

    private static void AddCabin(MeshBuilder builder, in Lines l)
    {
        var (belt, roof) = ((l.Width / 2) - 0.05f, (l.Width / 2) - (l.Tall ? 0.17f : 0.26f));
        builder.Loft(
        [
            Ring(l.RearBelt, l.FrontBelt, belt, l.Belt - 0.06f, 0.10f),
            Ring(l.RearRoof - 0.08f, l.FrontRoof + 0.10f, roof + 0.02f, l.Roof - 0.09f, 0.14f),
            Ring(l.RearRoof + 0.04f, l.FrontRoof - 0.04f, roof - 0.05f, l.Roof - 0.02f, 0.16f),
            Ring(l.RearRoof + 0.35f, l.FrontRoof - 0.35f, roof - 0.32f, l.Roof, 0.12f),
        ]);
    }

    // A rectangle in the plane of z with cut corners, counter-clockwise from above.
    private static Vector3[] Ring(float rear, float front, float halfWidth, float z, float cut) =>
    [
        new(front - cut, -halfWidth, z), new(front, -halfWidth + cut, z), new(front, halfWidth - cut, z),
        new(front - cut, halfWidth, z),
        new(rear + cut, halfWidth, z), new(rear, halfWidth - cut, z), new(rear, -halfWidth + cut, z),
        new(rear + cut, -halfWidth, z),
    ];
}
