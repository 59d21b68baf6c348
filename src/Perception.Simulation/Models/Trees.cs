using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Trees and bushes: trunks, and crowns out of crumpled balls or stacked cones.</summary>
internal static class Trees
{
    /// <summary>Slot 0 is bark, slot 1 leaves; the origin is on the ground.</summary>
    public static Mesh Broadleaf(SeededRandom random)
    {
        var h = random.Range(5f, 11f);
        var builder = new MeshBuilder();
        var crown = h * random.Range(0.30f, 0.42f);
        builder.Bar(new Vector3(0, 0, -0.2f), new Vector3(0, 0, h * 0.55f), 0.035f * h * 0.7f, 0.02f * h * 0.7f, 7);
        builder.Slot = 1;
        var balls = random.Integer(5, 9);
        for (var i = 0; i < balls; i++)
        {
            var angle = 2 * MathF.PI * i / (balls - 1);
            var out_ = i == 0 ? 0 : crown * random.Range(0.35f, 0.6f);
            var centre = new Vector3(out_ * MathF.Cos(angle), out_ * MathF.Sin(angle),
                h - crown + (i == 0 ? crown * 0.35f : crown * random.Range(-0.45f, 0.3f)));
            Crumpled(builder, centre, crown * random.Range(0.45f, 0.68f), random);
        }

        return builder.Build(70, shaggy: true);
    }

    public static Mesh Conifer(SeededRandom random)
    {
        var h = random.Range(6f, 15f);
        var builder = new MeshBuilder();
        builder.Bar(new Vector3(0, 0, -0.2f), new Vector3(0, 0, h * 0.3f), 0.02f * h, 7);
        builder.Slot = 1;
        var layers = random.Integer(4, 7);
        for (var i = 0; i < layers; i++)
        {
            var low = h * (0.12f + (0.80f * i / layers));
            var radius = h * 0.19f * (1 - ((float)i / (layers + 0.6f)));
            builder.Bar(new Vector3(0, 0, low), new Vector3(0, 0, low + (h * 0.30f)), radius, 0.02f, 9);
        }

        return builder.Build(40, shaggy: true);
    }

    public static Mesh Bush(SeededRandom random)
    {
        var builder = new MeshBuilder { Slot = 1 };
        var size = random.Range(0.4f, 1.1f);
        for (var i = 0; i < 3; i++)
        {
            Crumpled(builder, new Vector3(size * random.Range(-0.6f, 0.6f), size * random.Range(-0.6f, 0.6f),
                size * random.Range(0.3f, 0.6f)), size * random.Range(0.5f, 0.8f), random);
        }

        return builder.Build(70, shaggy: true);
    }

    public static Material[] Materials(SeededRandom random, bool conifer)
    {
        var hue = conifer ? random.Range(0.30f, 0.40f) : random.Chance(0.12) ? random.Range(0.04f, 0.13f)
            : random.Range(0.20f, 0.33f);
        var leaves = SeededRandom.Hsv(hue, random.Range(0.5f, 0.8f), random.Range(0.10f, 0.22f));
        return
        [
            new(MaterialKind.Bark, SemanticClass.Vegetation, Colours.Srgb(0x5a4634) * random.Range(0.6f, 1.1f)),
            new(MaterialKind.Leaves, SemanticClass.Vegetation,
                leaves * 0.7f) { Second = leaves * new Vector3(1.3f, 1.2f, 0.9f), Seed = random.Integer(0, 9999) },
        ];
    }

    // A ball whose radius varies by direction.
    private static void Crumpled(MeshBuilder builder, Vector3 centre, float radius, SeededRandom random)
    {
        const int Slices = 9;
        const int Stacks = 6;
        var seed = random.Integer(0, 1 << 20);
        Vector3 Point(int slice, int stack)
        {
            slice = stack is 0 or Stacks ? 0 : slice % Slices;
            var (st, ct) = MathF.SinCos(2 * MathF.PI * slice / Slices);
            var (sp, cp) = MathF.SinCos(MathF.PI * stack / Stacks);
            if (stack is 0 or Stacks) sp = 0;
            return centre + (new Vector3(ct * sp, st * sp, cp * 0.85f) * (radius * (0.72f + (0.56f * Hash.Unit(slice,
                stack, seed)))));
        }

        for (var stack = 0; stack < Stacks; stack++)
        {
            for (var slice = 0; slice < Slices; slice++)
            {
                builder.Quad(Point(slice, stack), Point(slice, stack + 1), Point(slice + 1, stack + 1),
                    Point(slice + 1, stack));
            }
        }
    }
}
