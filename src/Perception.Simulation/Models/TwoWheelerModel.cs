using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>A bicycle or motorcycle with its rider, one object; the rider of a bicycle treads.</summary>
internal sealed class TwoWheelerModel : Model
{
    private readonly (Part Part, Double3 Hub, double Radius)[] _wheels;
    private readonly Part[] _thighs;
    private readonly Part[] _shins;
    private readonly bool _treads;
    private readonly float _scale;
    private readonly Double3 _hip;
    private readonly Double3 _pedals;

    private TwoWheelerModel(
        ObjectClass objectClass, (Part Part, Double3 Hub, double Radius)[] wheels, Part[] thighs, Part[] shins,
        IReadOnlyList<Part> others,
        bool treads, float scale, Double3 hip, Double3 pedals, Material[] lamps)
        : base(objectClass, [.. wheels.Select(wheel => wheel.Part), .. thighs, .. shins, .. others])
    {
        (_wheels, _thighs, _shins, _treads, _scale, _hip, _pedals) =
            (wheels, thighs, shins, treads, scale, hip, pedals);
        Lamps = lamps;
        Measure();
    }

    public override Material[] Lamps { get; }

    protected override double Cycle => _treads ? 5 : 0;

    public static TwoWheelerModel Bicycle(SeededRandom random)
    {
        var h = random.Range(1.55f, 1.85f);
        var radius = 0.34f;
        var paint = SeededRandom.Hsv((float)random.Next(), random.Range(0.2f, 0.9f), random.Range(0.05f, 0.6f));
        Material metal = new(MaterialKind.Plain, SemanticClass.Bike, paint) { Gloss = 0.5f };
        Material black = new(MaterialKind.Plain, SemanticClass.Bike, new Vector3(0.02f)) { Gloss = 0.1f };
        var hoop = new MeshBuilder().Torus(Vector3.Zero, radius - 0.02f, 0.022f, 0.022f, 22, 5).WithSlot(1);
        for (var i = 0; i < 6; i++)
        {
            var (s, c) = MathF.SinCos(MathF.PI * i / 3);
            hoop.Bar(Vector3.Zero, new Vector3(c * (radius - 0.03f), 0, s * (radius - 0.03f)), 0.007f, 3);
        }

        var wheel = hoop.Build(60);
        Material[] wheelMaterials =
            [black, new(MaterialKind.Plain, SemanticClass.Bike, new Vector3(0.35f)) { Gloss = 0.5f }];
        (float X, float Z) crank = (-0.02f, 0.28f), seat = (-0.2f, 0.88f), head = (0.36f, 0.92f);
        var frame = new MeshBuilder();
        Vector3 P((float X, float Z) p, float y = 0) => new(p.X, y, p.Z);
        frame.Bar(P(crank), P(seat), 0.022f, 6).Bar(P(crank), P((head.X + 0.02f, head.Z - 0.1f)), 0.024f, 6)
            .Bar(P((seat.X + 0.02f, 0.8f)), P(head), 0.022f, 6);
        frame.Bar(P(head), P((0.53f, radius)), 0.02f, 6).Bar(P(crank), P((-0.53f, radius)), 0.018f, 6)
            .Bar(P((seat.X, 0.78f)), P((-0.53f, radius)), 0.014f, 6);
        frame.WithSlot(1).Bar(P((0.33f, 1.04f), -0.29f), P((0.33f, 1.04f), 0.29f), 0.016f, 6)
            .Bar(P(head), P((0.33f, 1.04f)), 0.018f, 6);
        frame.Ellipsoid(P((seat.X - 0.02f, 0.92f)), new Vector3(0.13f, 0.07f, 0.035f), 8, 5);
        if (random.Chance(0.3)) frame.Box(new Vector3(0.5f, 0, 0.85f), new Vector3(0.26f, 0.34f, 0.22f));
        var look = new PersonLook(random);
        var hip = new Double3(seat.X + 0.02, 0, 0.93);
        var rider = Rider(h, look, hip, lean: 0.5, hands: new Double3(0.33, 0.25, 1.05), random.Chance(0.5), random);
        return Create(ObjectClass.Bicycle, wheel, wheelMaterials, radius, 0.53f,
            new Part(frame.Build(60), [metal, black], Transform.Identity),
            rider, look, h, treads: true, hip, new Double3(crank.X, 0, crank.Z), []);
    }

    public static TwoWheelerModel Motorcycle(SeededRandom random)
    {
        var h = random.Range(1.65f, 1.9f);
        var radius = 0.31f;
        var paint = SeededRandom.Hsv((float)random.Next(), random.Range(0.5f, 1f), random.Range(0.03f, 0.5f));
        Material body = new(MaterialKind.Plain, SemanticClass.Bike, paint) { Gloss = 0.8f };
        Material black = new(MaterialKind.Plain, SemanticClass.Bike, new Vector3(0.02f)) { Gloss = 0.25f };
        Material chrome = new(MaterialKind.Plain, SemanticClass.Bike, new Vector3(0.4f)) { Gloss = 0.8f };
        Material headLamp = new(MaterialKind.Lamp, SemanticClass.Bike,
            new Vector3(0.7f))
        { Emission = new Vector3(2.5f), Gloss = 0.6f };
        Material tailLamp = new(MaterialKind.Lamp, SemanticClass.Bike,
            new Vector3(0.5f, 0.02f, 0.02f))
        { Emission = new Vector3(0.5f, 0.01f, 0.01f) };
        var wheel = new MeshBuilder().Torus(Vector3.Zero, radius - 0.06f, 0.065f, 0.075f, 20, 6).WithSlot(1)
            .Bar(new Vector3(0, -0.05f, 0), new Vector3(0, 0.05f, 0), radius - 0.1f, 14).Build(50);
        var builder = new MeshBuilder();
        var scooter = random.Chance(0.35);
        builder.Ellipsoid(new Vector3(0.12f, 0, 0.82f), new Vector3(0.30f, 0.16f, 0.16f), 12, 8);
        builder.Ellipsoid(new Vector3(0.52f, 0, 0.90f), new Vector3(0.18f, 0.17f, 0.2f), 10, 7);
        builder.Ellipsoid(new Vector3(-0.62f, 0, 0.84f), new Vector3(0.26f, 0.11f, 0.1f), 10, 6);
        if (scooter) builder.Box(new Vector3(0.1f, 0, 0.42f), new Vector3(0.8f, 0.3f, 0.14f))
            .Box(new Vector3(0.46f, 0, 0.68f), new Vector3(0.08f, 0.36f, 0.55f));
        builder.Slot = 1;
        builder.Ellipsoid(new Vector3(0.02f, 0, 0.48f), new Vector3(0.34f, 0.17f, 0.24f), 10, 7)
            .Ellipsoid(new Vector3(-0.34f, 0, 0.82f), new Vector3(0.34f, 0.14f, 0.07f), 10, 5);
        builder.Bar(new Vector3(0.48f, -0.36f, 1.04f), new Vector3(0.48f, 0.36f, 1.04f), 0.02f, 6);
        builder.Slot = 2;
        foreach (var y in (ReadOnlySpan<float>)[0.09f, -0.09f]) builder.Bar(new Vector3(0.5f, y, 0.95f),
            new Vector3(0.74f, y, radius), 0.03f, 6);
        builder.Bar(new Vector3(-0.1f, -0.17f, 0.36f), new Vector3(-0.85f, -0.19f, 0.42f), 0.055f, 8);
        builder.Bar(new Vector3(-0.3f, 0.1f, 0.4f), new Vector3(-0.72f, 0.1f, radius), 0.03f, 6);
        foreach (var y in (ReadOnlySpan<float>)[0.33f, -0.33f]) builder.Ellipsoid(new Vector3(0.52f, y, 1.17f),
            new Vector3(0.02f, 0.07f, 0.05f), 8, 5);
        builder.WithSlot(3).Ellipsoid(new Vector3(0.68f, 0, 0.92f), new Vector3(0.06f, 0.1f, 0.1f), 8, 6);
        builder.WithSlot(4).Ellipsoid(new Vector3(-0.86f, 0, 0.84f), new Vector3(0.04f, 0.09f, 0.05f), 8, 5);
        var look = new PersonLook(random);
        var hip = new Double3(-0.3, 0, 0.88);
        var rider = Rider(h, look, hip, lean: 0.38, hands: new Double3(0.44, 0.3, 1.06), true, random);
        return Create(ObjectClass.Motorcycle, wheel, [black, chrome], radius, 0.74f,
            new Part(builder.Build(60), [body, black, chrome, headLamp, tailLamp], Transform.Identity),
            rider, look, h, treads: false, hip, new Double3(0.05, 0, 0.36), []);
    }

    public override void Animate(double travelledMetres)
    {
        foreach (var (part, hub, radius) in _wheels)
        {
            part.BodyFromPart = Transform.At(hub) * Transform.RotateY(travelledMetres / radius);
        }
        for (var side = 0; side < 2; side++)
        {
            var sign = side == 0 ? 1 : -1;
            var hip = _hip + new Double3(0, sign * 0.09, 0);
            var turn = _treads ? (2 * Math.PI * travelledMetres / 5) + (side * Math.PI) : 0;
            var foot = _treads
                ? _pedals + new Double3(0.17 * Math.Cos(turn), sign * 0.11, -0.17 * Math.Sin(turn) + 0.04)
                : _pedals + new Double3(0, sign * 0.2, 0);
            Reach(hip, foot, 0.245 * _scale, 0.232 * _scale, 1, _thighs[side], _shins[side]);
        }
    }

    // Bends a limb of two segments so that it ends at a place; knees point forward (1), elbows back (-1).
    private static void Reach(Double3 from, Double3 end, double upper, double lower, int bend, Part first, Part second)
    {
        var to = end - from;
        var distance = Math.Min(to.Length, (upper + lower) * 0.999);
        var inner = Math.Acos(
            Math.Clamp(((upper * upper) + (distance * distance) - (lower * lower)) / (2 * upper * distance), -1, 1));
        var outer = Math.Acos(
            Math.Clamp(((upper * upper) + (lower * lower) - (distance * distance)) / (2 * upper * lower), -1, 1));
        // A limb hangs along -z; turning it about y by minus an angle swings it forward.
        var swing = -Math.Atan2(to.X, -to.Z);
        var splay = Math.Atan2(to.Y, Math.Sqrt((to.X * to.X) + (to.Z * to.Z)));
        first.BodyFromPart = Transform.At(from) * Transform.RotateX(splay) * Transform.RotateY(swing - (bend * inner));
        second.BodyFromPart =
            first.BodyFromPart * Transform.At(0, 0, -upper) * Transform.RotateY(bend * (Math.PI - outer));
    }

    private static TwoWheelerModel Create(
        ObjectClass objectClass, Mesh wheel, Material[] wheelMaterials, float radius, float axle, Part frame,
        IReadOnlyList<Part> rider,
        PersonLook look, float h, bool treads, Double3 hip, Double3 pedals, Material[] lamps)
    {
        var wheels = new[] { axle, -axle }.Select(x => (new Part(wheel, wheelMaterials, Transform.Identity),
            new Double3(x, 0, radius), (double)radius)).ToArray();
        Part[] Pair(Mesh mesh, Material[] materials) => [new(mesh, materials, Transform.Identity),
            new(mesh, materials, Transform.Identity)];
        return new TwoWheelerModel(objectClass, wheels, Pair(PersonShapes.Thigh(h, 1), [look.Legs]),
            Pair(PersonShapes.Shin(h, 1), [look.Shins, look.Shoes]),
            [frame, .. rider], treads, h, hip, pedals, lamps);
    }

    // Trunk and head over the hip, leaning forward, the arms stretched out to the hands.
    private static List<Part> Rider(float h, PersonLook look, Double3 hip, double lean, Double3 hands, bool helmet,
        SeededRandom random)
    {
        var trunk = PersonShapes.Trunk(h, 1, look);
        // The trunk's own frame stands on the ground, its hip at half the height.
        var bodyFromTrunk = Transform.At(hip) * Transform.RotateY(lean) * Transform.At(0, 0, -0.50 * h);
        trunk.BodyFromPart = bodyFromTrunk;
        var parts = new List<Part> { trunk };
        for (var side = 0; side < 2; side++)
        {
            var sign = side == 0 ? 1 : -1;
            var shoulder = bodyFromTrunk * new Double3(0, sign * 0.118 * h, 0.80 * h);
            Part arm = new(PersonShapes.UpperArm(h, 1), [look.Top], Transform.Identity),
            forearm = new(PersonShapes.Forearm(h, 1), [look.Sleeves, look.Skin], Transform.Identity);
            Reach(shoulder, hands with { Y = sign * hands.Y }, 0.165 * h, 0.17 * h, -1, arm, forearm);
            parts.Add(arm);
            parts.Add(forearm);
        }

        if (helmet)
        {
            var colour = SeededRandom.Hsv((float)random.Next(), random.Range(0f, 0.9f), random.Range(0.03f, 0.7f));
            var shell = new MeshBuilder().Ellipsoid(new Vector3(0.005f * h, 0, 0.935f * h),
                new Vector3(0.075f * h, 0.067f * h, 0.075f * h), 12, 8).WithSlot(1)
                .Ellipsoid(new Vector3(0.045f * h, 0, 0.93f * h), new Vector3(0.042f * h, 0.052f * h, 0.03f * h), 10, 6)
                .Build(60);
            parts.Add(new Part(shell,
                [new(MaterialKind.Plain, SemanticClass.Person, colour) { Gloss = 0.7f },
                    new(MaterialKind.Glass, SemanticClass.Person, default)],
                bodyFromTrunk));
        }

        return parts;
    }
}
