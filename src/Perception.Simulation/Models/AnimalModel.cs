using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>A four-legged animal that walks.</summary>
internal sealed class AnimalModel : Model
{
    private readonly AnimalKind _kind;
    private readonly Part[] _upper;
    private readonly Part[] _lower;
    private readonly float _scale;

    private AnimalModel(AnimalKind kind, float scale, Part trunk, Part[] upper, Part[] lower)
        : base(ObjectClass.Animal, [trunk, .. upper, .. lower])
    {
        (_kind, _scale, _upper, _lower) = (kind, scale, upper, lower);
        Measure();
    }

    protected override double Cycle => _kind.Leg * _scale * 1.5;

    public static AnimalModel Create(SeededRandom random, ReadOnlySpan<AnimalKind> kinds)
    {
        var kind = random.Pick(kinds);
        var scale = random.Range(0.88f, 1.12f);
        var coat = random.Integer(0, kind.Coats.Length);
        var (colour, second) = (Colours.Srgb(kind.Coats[coat].Colour), Colours.Srgb(kind.Coats[coat].Second));
        Material[] materials =
        [
            new(MaterialKind.Fur, SemanticClass.Other, colour) { Second = second, Variant = kind.Coats[coat].Pattern,
                Seed = random.Integer(0, 9999), Gloss = 0.02f },
            new(MaterialKind.Fur, SemanticClass.Other, colour * kind.HeadTone) { Seed = 3 },
            new(MaterialKind.Plain, SemanticClass.Other, Colours.Srgb(0x2a2420)),
            new(MaterialKind.Plain, SemanticClass.Other, Colours.Srgb(0xb8a890)),
        ];
        var trunk = new Part(Trunk(kind, scale).Build(70), materials, Transform.Identity);
        var (thick, leg) = (kind.LegRadius * scale, kind.Leg * scale);
        var upperMesh = PersonShapes.Limb(leg * 0.5f, thick * 1.35f, thick * 0.85f).Build(60);
        var lowerBuilder = PersonShapes.Limb(leg * 0.46f, thick * 0.85f, thick * 0.6f);
        var lowerMesh = lowerBuilder.WithSlot(2).Ellipsoid(new Vector3(thick * 0.5f, 0, -leg * 0.48f),
            new Vector3(thick * 1.2f, thick * 0.8f, leg * 0.04f), 7, 5).Build(60);
        Part[] Legs(Mesh mesh) =>
            [.. Enumerable.Range(0, 4).Select(_ => new Part(mesh, materials, Transform.Identity))];
        return new AnimalModel(kind, scale, trunk, Legs(upperMesh), Legs(lowerMesh));
    }

    public override void Animate(double travelledMetres)
    {
        var phase = 2 * Math.PI * travelledMetres / Cycle;
        var leg = _kind.Leg * _scale;
        for (var i = 0; i < 4; i++)
        {
            var (front, sign) = (i < 2, i % 2 == 0 ? 1 : -1);
            // Walking animals set down the four feet one after the other.
            var angle = phase + (Math.PI * (sign > 0 ? 0 : 1)) + (front ? 0 : Math.PI / 2);
            var x = (front ? 0.40 : -0.40) * _kind.Length * _scale;
            var hip = Transform.At(x, sign * _kind.Girth * 0.55 * _scale,
                leg * 1.02) * Transform.RotateY(-0.34 * Math.Sin(angle));
            _upper[i].BodyFromPart = hip;
            var knee = (front ? 1 : -1) * (0.08 + (0.5 * Math.Max(0, Math.Cos(angle))));
            _lower[i].BodyFromPart = hip * Transform.At(0, 0, -leg * 0.5) * Transform.RotateY(knee);
        }
    }

    private static MeshBuilder Trunk(AnimalKind k, float s)
    {
        var builder = new MeshBuilder();
        var (length, girth, leg) = (k.Length * s, k.Girth * s, k.Leg * s);
        var middle = leg + (girth * 0.75f);
        // Barrel, shoulder and haunch.
        builder.Ellipsoid(new Vector3(0, 0, middle), new Vector3(length * 0.52f, girth * 0.95f, girth), 14, 10);
        builder.Ellipsoid(new Vector3(length * 0.33f, 0, middle),
            new Vector3(length * 0.24f, girth * 0.92f, girth * 1.08f), 12, 8);
        builder.Ellipsoid(new Vector3(-length * 0.34f, 0, middle + (girth * 0.05f)),
            new Vector3(length * 0.22f, girth * 0.95f, girth * 1.05f), 12, 8);
        // Neck and head.
        var neckFrom = new Vector3(length * 0.44f, 0, middle + (girth * 0.4f));
        var neckTo = neckFrom + (new Vector3(MathF.Cos(k.NeckAngle), 0, MathF.Sin(k.NeckAngle)) * (k.Neck * s));
        builder.Bar(neckFrom - new Vector3(girth * 0.3f, 0, girth * 0.2f), neckTo, girth * 0.62f, k.Head * s * 0.62f,
            10);
        builder.Slot = 1;
        var head = k.Head * s;
        builder.Ellipsoid(neckTo + new Vector3(head * 0.25f, 0, head * 0.1f),
            new Vector3(head * 0.75f, head * 0.58f, head * 0.62f), 10, 8);
        var snout = neckTo + new Vector3(head * (0.6f + (k.Snout * 0.5f)), 0, -head * (0.12f + (0.25f * k.Snout)));
        builder.Bar(neckTo + new Vector3(head * 0.4f, 0, 0), snout, head * 0.46f, head * 0.28f, 9)
            .Ellipsoid(snout, new Vector3(head * 0.3f, head * 0.27f, head * 0.26f), 8, 6);
        builder.WithSlot(2).Ellipsoid(snout + new Vector3(head * 0.22f, 0, head * 0.08f),
            new Vector3(head * 0.12f, head * 0.13f, head * 0.1f), 6, 5);
        foreach (var y in (ReadOnlySpan<int>)[1, -1])
        {
            builder.Slot = 2;
            builder.Ellipsoid(neckTo + new Vector3(head * 0.62f, y * head * 0.42f, head * 0.28f),
                new Vector3(head * 0.09f), 6, 5);
            builder.Slot = 1;
            var ear = neckTo + new Vector3(-head * 0.05f, y * head * 0.42f, head * 0.5f);
            builder.Bar(ear, ear + new Vector3(-head * 0.15f, y * head * k.EarOut, head * k.EarUp), head * 0.18f,
                head * 0.04f, 6);
            AddHorns(builder, k, neckTo + new Vector3(0, y * head * 0.25f, head * 0.55f), head, y);
        }

        // Tail.
        builder.Slot = 0;
        var root = new Vector3(-length * 0.53f, 0, middle + (girth * 0.55f));
        builder.Bar(root, root + new Vector3(-k.Tail * s * MathF.Cos(k.TailAngle), 0,
            k.Tail * s * MathF.Sin(k.TailAngle)), girth * 0.16f, girth * 0.07f, 6);
        if (k.Mane) builder.WithSlot(2).Ellipsoid((neckFrom + neckTo) / 2 + new Vector3(-girth * 0.3f, 0,
            girth * 0.25f), new Vector3(girth * 0.35f, girth * 0.16f, k.Neck * s * 0.55f), 8, 6);
        return builder;
    }

    private static void AddHorns(MeshBuilder builder, AnimalKind k, Vector3 root, float head, int side)
    {
        builder.Slot = 3;
        if (k.Horns == 1)
        {
            builder.Bar(root, root + new Vector3(head * 0.1f, side * head * 0.55f, head * 0.2f), head * 0.12f,
                head * 0.09f, 6)
                .Bar(root + new Vector3(head * 0.1f, side * head * 0.55f, head * 0.2f),
                    root + new Vector3(head * 0.3f, side * head * 0.7f, head * 0.6f), head * 0.09f, 0.005f, 6);
        }
        else if (k.Horns == 2)
        {
            // Antlers: a beam that bends forward, with points.
            var elbow = root + new Vector3(-head * 0.5f, side * head * 0.9f, head * 1.1f);
            var tip = elbow + new Vector3(head * 0.8f, side * head * 0.2f, head * 1.1f);
            builder.Bar(root, elbow, head * 0.09f, head * 0.07f, 5).Bar(elbow, tip, head * 0.07f, 0.005f, 5);
            builder.Bar(root + new Vector3(-head * 0.15f, side * head * 0.3f, head * 0.4f),
                root + new Vector3(head * 0.6f, side * head * 0.4f, head * 0.8f), head * 0.06f, 0.005f, 5);
            builder.Bar(elbow, elbow + new Vector3(head * 0.1f, side * head * 0.5f, head * 0.7f), head * 0.06f, 0.005f,
                5);
        }
    }
}
