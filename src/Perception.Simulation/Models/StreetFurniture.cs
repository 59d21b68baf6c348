using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Signs, lights, lamps and what stands in the way; x looks to the traffic that they are meant for.</summary>
internal static class StreetFurniture
{
    private static readonly Material[] Steel =
        [new(MaterialKind.Plain, SemanticClass.Obstacle, new Vector3(0.28f)) { Gloss = 0.3f }];

    /// <summary>A post up to a height, thin enough for a sign.</summary>
    public static (Mesh Mesh, Material[] Materials) Post(float height, float radius = 0.035f) =>
        (new MeshBuilder().Bar(new Vector3(0, 0, -0.3f), new Vector3(0, 0, height), radius, 7).Build(), Steel);

    /// <summary>A sign's plate at a height, in the shape of its variant; see the texture of signs.</summary>
    public static StaticModel SignPlate(int variant, float size, float height, int seed)
    {
        var sides = variant switch { 0 or 3 or 6 => 20, 1 => 8, 2 => 3, _ => 4 };
        var turn = variant switch { 1 => MathF.PI / 8, 2 => -MathF.PI / 2, 4 => 0, _ => MathF.PI / 4 };
        var stretch = variant switch { 5 => 2.4f, _ => 1 };
        // Squares of variants 5 and 7 have half the side as radius of the face, not the corner.
        var radius = variant is 5 or 7 ? size * MathF.Sqrt(2) : size;
        var (front, back) = (new Vector3[sides], new Vector3[sides]);
        for (var i = 0; i < sides; i++)
        {
            var (s, c) = MathF.SinCos(turn + (2 * MathF.PI * i / sides));
            (back[i], front[i]) = (new Vector3(-0.012f, c * radius * stretch, s * radius),
                new Vector3(0.012f, c * radius * stretch, s * radius));
        }

        Material[] materials = [new(MaterialKind.SignFace, SemanticClass.TrafficSign, Colours.Srgb(0x107040))
        {
            Variant = variant, Seed = seed, Shape = new Vector4(size, 0, 0, 0), Second = seed % 2 == 0
                ? Colours.Srgb(0x107040) : Colours.Srgb(0x1048a8),
        }];
        return new StaticModel(ObjectClass.TrafficSign, [new Part(new MeshBuilder().Loft([back, front]).Build(),
            materials, Transform.At(0, 0, height))]);
    }

    /// <summary>A housing with three lamps: red, amber, green from above.</summary>
    public static (StaticModel Model, Material[] Lamps) TrafficLight(float height, bool horizontal)
    {
        Material housing = new(MaterialKind.Plain, SemanticClass.TrafficLight, new Vector3(0.02f)) { Gloss = 0.2f };
        Material[] lamps =
        [
            new(MaterialKind.Lamp, SemanticClass.TrafficLight, new Vector3(0.20f, 0.01f, 0.01f)) { Gloss = 0.3f },
            new(MaterialKind.Lamp, SemanticClass.TrafficLight, new Vector3(0.20f, 0.10f, 0.01f)) { Gloss = 0.3f },
            new(MaterialKind.Lamp, SemanticClass.TrafficLight, new Vector3(0.01f, 0.16f, 0.08f)) { Gloss = 0.3f },
        ];
        var builder = new MeshBuilder();
        builder.Box(Vector3.Zero, horizontal ? new Vector3(0.2f, 1.15f, 0.4f) : new Vector3(0.2f, 0.4f, 1.15f));
        for (var i = 0; i < 3; i++)
        {
            var centre = horizontal ? new Vector3(0.1f, (1 - i) * 0.36f, 0) : new Vector3(0.1f, 0, (1 - i) * 0.36f);
            builder.WithSlot(i + 1).Bar(centre, centre + new Vector3(0.02f, 0, 0), 0.14f, 14);
            builder.WithSlot(0).Box(centre + new Vector3(0.09f, 0, 0.155f), new Vector3(0.18f, 0.3f, 0.015f));
        }

        var model = new StaticModel(ObjectClass.TrafficLight, [new Part(builder.Build(), [housing, .. lamps],
            Transform.At(0, 0, height))]);
        return (model, lamps);
    }

    /// <summary>A mast with an arm of a length towards y; slot 1 shines.</summary>
    public static (Mesh Mesh, Material[] Materials) StreetLamp(float height, float arm, bool lit)
    {
        var builder = new MeshBuilder();
        builder.Bar(new Vector3(0, 0, -0.3f), new Vector3(0, 0, height), 0.09f, 0.05f, 8)
            .Bar(new Vector3(0, 0, height - 0.05f), new Vector3(0, arm, height + 0.25f), 0.04f, 6);
        builder.Box(new Vector3(0, arm + 0.15f, height + 0.24f), new Vector3(0.26f, 0.7f, 0.12f));
        builder.WithSlot(1).Box(new Vector3(0, arm + 0.15f, height + 0.165f), new Vector3(0.2f, 0.5f, 0.03f));
        return (builder.Build(), [Steel[0], new(MaterialKind.Lamp, SemanticClass.Obstacle,
            new Vector3(0.5f)) { Emission = lit ? new Vector3(5, 4.2f, 2.8f) : default }]);
    }

    /// <summary>A mast whose arm reaches over the road towards y.</summary>
    public static (Mesh Mesh, Material[] Materials) Gantry(float height, float arm) =>
        (new MeshBuilder().Bar(new Vector3(0, 0, -0.3f), new Vector3(0, 0, height + 0.4f), 0.13f, 0.1f, 9)
            .Bar(new Vector3(0, 0, height), new Vector3(0, arm, height), 0.09f, 0.06f, 8).Build(), Steel);

    /// <summary>Cones, bins, bollards, barriers and boxes.</summary>
    public static (Mesh Mesh, Material[] Materials) Obstacle(SeededRandom random)
    {
        Material Of(Vector3 colour) => new(MaterialKind.Plain, SemanticClass.Obstacle, colour) { Gloss = 0.15f };
        var (orange, white) = (Colours.Srgb(0xe85010), new Vector3(0.7f));
        var builder = new MeshBuilder();
        switch (random.Integer(0, 5))
        {
            case 0:
                builder.Box(new Vector3(0, 0, 0.02f), new Vector3(0.4f, 0.4f, 0.04f))
                    .Bar(new Vector3(0, 0, 0.04f), new Vector3(0, 0, 0.3f), 0.15f, 0.1f, 12);
                builder.WithSlot(1).Bar(new Vector3(0, 0, 0.3f), new Vector3(0, 0, 0.46f), 0.1f, 0.07f, 12)
                    .WithSlot(0).Bar(new Vector3(0, 0, 0.46f), new Vector3(0, 0, 0.72f), 0.07f, 0.03f, 12);
                return (builder.Build(), [Of(orange), Of(white)]);
            case 1:
                builder.Bar(new Vector3(0, 0, 0), new Vector3(0, 0, 0.95f), 0.24f, 0.28f, 12).WithSlot(1)
                    .Ellipsoid(new Vector3(0, 0, 0.95f), new Vector3(0.29f, 0.29f, 0.12f), 12, 6);
                return (builder.Build(), [Of(Colours.Srgb(0x2a4a34)), Of(new Vector3(0.04f))]);
            case 2:
                builder.Bar(new Vector3(0, 0, 0), new Vector3(0, 0, 0.9f), 0.07f, 10).WithSlot(1)
                    .Bar(new Vector3(0, 0, 0.7f), new Vector3(0, 0, 0.8f), 0.073f, 10);
                return (builder.Build(), [Of(new Vector3(0.05f)), Of(white)]);
            case 3:
                foreach (var y in (ReadOnlySpan<float>)[-0.8f, 0.8f]) builder.WithSlot(0)
                    .Box(new Vector3(0, y, 0.5f), new Vector3(0.4f, 0.06f, 1.0f));
                for (var i = 0; i < 8; i++) builder.WithSlot(1 + (i % 2))
                    .Box(new Vector3(0.05f, -0.88f + (0.25f * i), 0.85f), new Vector3(0.04f, 0.25f, 0.22f));
                return (builder.Build(), [Of(new Vector3(0.3f)), Of(new Vector3(0.6f, 0.02f, 0.02f)), Of(white)]);
            default:
                builder.Box(new Vector3(0, 0, 0.3f),
                    new Vector3(random.Range(0.4f, 0.9f), random.Range(0.4f, 0.9f), 0.6f));
                return (builder.Build(), [new(MaterialKind.Wood, SemanticClass.Obstacle, Colours.Srgb(0xb08a58))]);
        }
    }
}
