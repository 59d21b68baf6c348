using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Houses and blocks; x is away from the street, the origin in the middle of the ground floor.</summary>
internal static class Buildings
{
    private static readonly int[] Walls = [0xd8cbb4, 0xb8a890, 0xc4bcb0, 0x9c5a44, 0x7c4a3a, 0xe0d8c8, 0x8a9098,
        0xc8b070, 0xa8b4b8, 0x6c7078, 0xd0a890];
    private static readonly int[] Roofs = [0x7a3a2a, 0x5a3028, 0x404448, 0x6a5a50, 0x8a4a34, 0x2c3034];

    public static (Mesh Mesh, Material[] Materials) Block(SeededRandom random, float depth, float width, bool lit)
    {
        var floor = random.Range(2.9f, 3.8f);
        var floors = random.Integer(2, random.Chance(0.3) ? 14 : 7);
        var height = floor * floors + 0.8f;
        var builder = new MeshBuilder();
        builder.Box(new Vector3(0, 0, (height / 2) - 1), new Vector3(depth, width, height + 2));
        builder.Slot = 1;
        builder.Box(new Vector3(0, 0, height + 0.15f), new Vector3(depth + 0.3f, width + 0.3f, 0.5f));
        if (random.Chance(0.6)) builder.Box(new Vector3(random.Range(-2f, 2f), random.Range(-2f, 2f), height + 1.2f),
            new Vector3(3, 3, 2));
        builder.Slot = 2;
        // A ledge above the ground floor and, on some, balconies towards the street.
        builder.Box(new Vector3((-depth / 2) - 0.1f, 0, floor), new Vector3(0.3f, width, 0.25f));
        var spacing = random.Range(1.8f, 3.2f);
        if (random.Chance(0.35))
        {
            for (var i = 1; i < floors; i++)
            {
                for (var y = -width / 2 + spacing; y < width / 2 - spacing; y += spacing * 2)
                {
                    builder.Box(new Vector3((-depth / 2) - 0.5f, y, (i * floor) + 0.45f),
                        new Vector3(1.0f, spacing * 0.9f, 1.0f));
                }
            }
        }

        var variant = random.Integer(0, 4);
        var wall = variant == 2 ? new Vector3(random.Range(0.05f, 0.2f))
            : Colours.Srgb(random.Pick<int>(Walls)) * random.Range(0.7f, 1.05f);
        var trim = Colours.Srgb(random.Pick<int>(Walls)) * 0.8f;
        return (builder.Build(),
        [
            new(MaterialKind.Facade, SemanticClass.Building, wall)
            {
                Variant = variant, Seed = random.Integer(0, 9999),
                Second = SeededRandom.Hsv((float)random.Next(), 0.7f, 0.4f),
                Shape = variant == 2 ? new Vector4(floor, spacing * 0.6f, 0.92f, 0.88f)
                    : new Vector4(floor, spacing, random.Range(0.35f, 0.6f), random.Range(0.42f, 0.6f)),
                Shape2 = new Vector4(lit ? 1 : 0, 0, 0, 0),
            },
            new(MaterialKind.Concrete, SemanticClass.Building, trim * 0.7f),
            new(MaterialKind.Concrete, SemanticClass.Building, trim),
        ]);
    }

    public static (Mesh Mesh, Material[] Materials) House(SeededRandom random, bool lit)
    {
        var (depth, width) = (random.Range(7f, 10f), random.Range(8f, 13f));
        var eaves = random.Chance(0.5) ? 3f : 5.6f;
        var ridge = eaves + random.Range(2f, 3.6f);
        var builder = new MeshBuilder();
        builder.Box(new Vector3(0, 0, (eaves / 2) - 1), new Vector3(depth, width, eaves + 2));
        var along = random.Chance(0.6);
        var (a, b) = along ? (depth / 2, width / 2) : (width / 2, depth / 2);
        Vector3 P(float x, float y, float z) => along ? new Vector3(x, y, z) : new Vector3(-y, x, z);
        // Gables are walls, slopes are roof with eaves that stand out.
        builder.Triangle(P(-a, -b, eaves), P(a, -b, eaves), P(0, -b, ridge));
        builder.Triangle(P(a, b, eaves), P(-a, b, eaves), P(0, b, ridge));
        builder.Slot = 1;
        var o = 0.45f;
        var drop = (ridge - eaves) * o / a;
        builder.Sheet(P(-a - o, b + o, eaves - drop), P(-a - o, -b - o, eaves - drop), P(0, -b - o, ridge + 0.05f),
            P(0, b + o, ridge + 0.05f));
        builder.Sheet(P(a + o, -b - o, eaves - drop), P(a + o, b + o, eaves - drop), P(0, b + o, ridge + 0.05f),
            P(0, -b - o, ridge + 0.05f));
        builder.Slot = 2;
        builder.Box(P(a * 0.4f, b * 0.5f, ridge), new Vector3(0.6f, 0.6f, 1.8f));
        var seed = random.Integer(0, 9999);
        return (builder.Build(10),
        [
            new(MaterialKind.House, SemanticClass.Building,
                Colours.Srgb(random.Pick<int>(Walls)) * random.Range(0.8f, 1.1f))
            {
                Variant = random.Integer(0, 2), Seed = seed,
                Second = SeededRandom.Hsv((float)random.Next(), 0.6f, 0.2f),
                Shape = new Vector4(2.8f, random.Range(2.2f, 3.2f), 0, 0),
                Shape2 = new Vector4(lit ? 1 : 0, eaves, 0, 0),
            },
            new(MaterialKind.Roof, SemanticClass.Building, Colours.Srgb(random.Pick<int>(Roofs))) { Seed = seed },
            new(MaterialKind.Concrete, SemanticClass.Building, Colours.Srgb(0x8a5444)),
        ]);
    }
}
