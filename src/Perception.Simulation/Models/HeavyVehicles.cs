using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Trucks with various loads, and buses.</summary>
internal static class HeavyVehicles
{
    private static readonly int[] Paints =
        [0xf0f0ee, 0xe8e8e4, 0xc01820, 0x1848a0, 0xf0b020, 0x208050, 0x303438, 0xe06018, 0x88a8c8];

    public static VehicleModel Truck(SeededRandom random)
    {
        var heavy = random.Chance(0.5);
        var (length, width) = heavy ? (random.Range(8.5f, 12f), 2.5f) : (random.Range(5.6f, 7.2f), 2.15f);
        var (cabLength, cabHeight, wheel) = heavy
            ? (2.1f, random.Range(2.9f, 3.5f), 0.5f)
            : (1.75f, random.Range(2.2f, 2.5f), 0.38f);
        var cabMiddle = (length / 2) - (cabLength / 2);
        var front = (length / 2) - (heavy ? 1.35f : 1.0f);
        var rear = (-length / 2) + (heavy ? 1.9f : 1.3f);
        var paint = Colours.Srgb(random.Pick<int>(Paints));
        var load = Colours.Srgb(random.Pick<int>(Paints)) * random.Range(0.7f, 1f);
        var bed = wheel * 2.15f;
        var loadFrom = -length / 2;
        var loadTo = (length / 2) - cabLength - 0.18f;
        var loadHeight = random.Range(1.5f, heavy ? 2.7f : 1.9f);
        Material[] materials =
        [
            new(MaterialKind.TruckCab, SemanticClass.Vehicle, paint)
            {
                Gloss = 0.6f, Shape = new Vector4(cabLength, width, cabHeight, wheel),
                Shape2 = new Vector4(front, -100, 0, 0) { X = cabMiddle },
            },
            new(MaterialKind.CargoBox, SemanticClass.Vehicle, load)
            {
                Gloss = 0.35f, Variant = random.Integer(0, 4), Seed = random.Integer(0, 9999),
                Second = Colours.Srgb(random.Pick<int>(Paints)),
                Shape = new Vector4(bed, bed + loadHeight, (loadFrom + loadTo) / 2, (loadTo - loadFrom) / 2),
            },
            new(MaterialKind.Plain, SemanticClass.Vehicle, new Vector3(0.03f)) { Gloss = 0.2f },
        ];
        var builder = new MeshBuilder();
        AddCab(builder, cabMiddle, cabLength, width, cabHeight, wheel);
        builder.Slot = 2;
        builder.Box(new Vector3(0, 0, bed - 0.14f), new Vector3(length - 0.3f, width * 0.55f, 0.26f));
        builder.Box(new Vector3((-length / 2) + 0.1f, 0, 0.55f), new Vector3(0.1f, width * 0.9f, 0.14f));
        builder.Slot = 1;
        AddLoad(builder, random.Integer(0, 4), loadFrom, loadTo, width, bed, loadHeight);
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            builder.Slot = 2;
            builder.Box(new Vector3((length / 2) - 0.1f, side * ((width / 2) + 0.16f), cabHeight * 0.7f),
                new Vector3(0.12f, 0.22f, 0.42f));
            builder.Box(new Vector3((front + rear) / 2, side * ((width / 2) - 0.1f), bed - 0.38f),
                new Vector3((front - rear) * 0.5f, 0.06f, 0.32f));
        }

        float[] axles = heavy ? [front, rear, rear + 1.2f] : [front, rear];
        return new VehicleModel(ObjectClass.Truck, [new Part(builder.Build(), materials, Transform.Identity)],
            Wheels.At(wheel, 0.32f, width, random, axles), [materials[0], materials[1]]);
    }

    public static VehicleModel Bus(SeededRandom random, int side)
    {
        var (length, width, height) = (random.Range(9.5f, 12.5f), 2.55f, random.Range(2.95f, 3.3f));
        if (random.Chance(0.2)) height = 4.1f;
        var (front, rear) = ((length / 2) - 2.6f, (-length / 2) + 3.2f);
        var paint = Colours.Srgb(random.Pick<int>(Paints));
        Material[] materials =
        [
            new(MaterialKind.BusBody, SemanticClass.Vehicle, paint)
            {
                Gloss = 0.6f, Seed = random.Integer(0, 9999), Second = random.Chance(0.5) ? paint * 0.3f
                    : Colours.Srgb(random.Pick<int>(Paints)),
                Shape = new Vector4(length, width, height, 0.5f), Shape2 = new Vector4(front, rear, side, 0),
            },
            new(MaterialKind.Plain, SemanticClass.Vehicle, new Vector3(0.03f)) { Gloss = 0.2f },
            new(MaterialKind.Plain, SemanticClass.Vehicle, paint * 0.85f) { Gloss = 0.3f },
        ];
        var builder = new MeshBuilder();
        builder.Loft(
        [
            BoxRing(-length / 2, width * 0.94f, 0.36f, height - 0.1f, 0.16f),
            BoxRing((-length / 2) + 0.12f, width, 0.32f, height, 0.2f),
            BoxRing((length / 2) - 0.25f, width, 0.32f, height, 0.2f),
            BoxRing((length / 2) - 0.04f, width * 0.95f, 0.34f, height - 0.1f, 0.2f),
            BoxRing(length / 2, width * 0.88f, 0.4f, height - 0.22f, 0.2f),
        ]);
        builder.Slot = 2;
        builder.Box(new Vector3(-0.5f, 0, height + 0.1f), new Vector3(length * 0.35f, width * 0.6f, 0.24f));
        builder.Slot = 1;
        foreach (var y in (ReadOnlySpan<int>)[1, -1])
        {
            builder.Box(new Vector3((length / 2) + 0.12f, y * ((width / 2) + 0.1f), height * 0.72f),
                new Vector3(0.12f, 0.2f, 0.36f));
        }

        return new VehicleModel(ObjectClass.Bus, [new Part(builder.Build(), materials, Transform.Identity)],
            Wheels.At(0.5f, 0.3f, width, random, front, rear), [materials[0]]);
    }

    private static void AddCab(MeshBuilder builder, float middle, float length, float width, float height, float wheel)
    {
        var (rear, front) = (middle - (length / 2), middle + (length / 2));
        builder.Slot = 0;
        builder.Loft(
        [
            BoxRing(rear, width * 0.98f, wheel * 0.8f, height, 0.14f),
            BoxRing(front - 0.45f, width * 0.98f, wheel * 0.8f, height, 0.16f),
            BoxRing(front - 0.12f, width * 0.97f, wheel * 0.8f, height - 0.22f, 0.16f),
            BoxRing(front, width * 0.92f, wheel * 0.85f, height - 0.5f, 0.2f),
        ]);
    }

    private static void AddLoad(MeshBuilder builder, int kind, float from, float to, float width, float bed,
        float height)
    {
        var (middle, length) = ((from + to) / 2, to - from);
        if (kind == 2)
        {
            // A tank on its side.
            var r = Math.Min(width / 2, height / 2) * 0.95f;
            var rings = new List<Vector3[]>();
            foreach (var (x, scale) in (ReadOnlySpan<(float, float)>)
                [(from, 0.6f), (from + 0.25f, 1), (to - 0.25f, 1), (to, 0.6f)])
            {
                rings.Add([.. Enumerable.Range(0, 16).Select(i => new Vector3(x,
                    r * scale * MathF.Cos(MathF.PI * i / 8), bed + r + (r * scale * MathF.Sin(MathF.PI * i / 8))))]);
            }

            builder.Loft(rings);
            return;
        }

        if (kind == 3)
        {
            // An open bed with boards and a heap in it.
            foreach (var side in (ReadOnlySpan<int>)[1, -1]) builder.Box(new Vector3(middle,
                side * ((width / 2) - 0.04f), bed + 0.45f), new Vector3(length, 0.08f, 0.9f));
            builder.Box(new Vector3(from + 0.04f, 0, bed + 0.45f), new Vector3(0.08f, width, 0.9f));
            builder.Box(new Vector3(to - 0.04f, 0, bed + 0.7f), new Vector3(0.08f, width, 1.4f));
            builder.Slot = 2;
            builder.Ellipsoid(new Vector3(middle, 0, bed + 0.5f), new Vector3(length * 0.45f, width * 0.42f, 0.7f), 12,
                6);
            return;
        }

        builder.Box(new Vector3(middle, 0, bed + (height / 2)), new Vector3(length, width, height));
    }

    private static Vector3[] BoxRing(float x, float width, float low, float high, float round)
    {
        var w = width / 2;
        return
        [
            new(x, w - (round / 3), low), new(x, w, low + (round / 3)), new(x, w, high - round),
            new(x, w - (round * 0.3f), high - (round * 0.3f)), new(x, w - round, high),
            new(x, -w + round, high), new(x, -w + (round * 0.3f), high - (round * 0.3f)), new(x, -w, high - round),
            new(x, -w, low + (round / 3)), new(x, -w + (round / 3), low),
        ];
    }
}
