using Perception.Toolchain.Graphs;
using Perception.Toolchain.Linting;

namespace Perception.Toolchain.Tests.Graphs;

/// <summary>
/// Mutated models are read and described, or refused with a sentence. A short slice here; scripts/fuzz runs more.
/// </summary>
[Trait("Category", "Fuzz")]
public class GraphFuzzTests
{
    private static readonly int Count = FuzzCount.Or(300);

    [Fact]
    public void Mutated_models()
    {
        var seed = Seed();
        var random = new Random(3);
        var target = LintTarget.Load("dla-orin");
        for (var i = 0; i < Count; i++)
        {
            var bytes = Mutate(seed, random);
            try
            {
                var model = GraphModel.Parse(bytes, "fuzz");
                var shapes = ShapeInference.Infer(model);
                GraphCost.Of(model, shapes);
                Linter.Run(model, target);
                GraphModel.Parse(model.ToBytes(), "again");
            }
            catch (GraphException)
            {
                // Refused, as it should be.
            }
            catch (Exception e)
            {
                Assert.Fail(
                    $"{e.GetType().Name} in mutation {i}: {e.Message} {e.StackTrace}\n{Convert.ToHexString(bytes)}");
            }
        }
    }

    // Something of most kinds of nodes, and no more weights than needed: mutations are to hit structure.
    private static byte[] Seed()
    {
        var builder = new GraphBuilder(13, 1, 3, 16, 16).Conv(3, 4).BatchNormalization(4).Node("Relu");
        var trunk = builder.Last;
        builder.MaxPool(5).Node("Concat", node => node.Set("axis", 1), trunk).Conv(8, 4, 1);
        builder.Node("Resize", null, "", builder.Floats(1, 1, 2, 2))
            .Node("Slice", null, builder.Integers(0, 0), builder.Integers(8, 8), builder.Integers(2, 3));
        builder.Node("Pad", null, builder.Integers(0, 0, 1, 1, 0, 0, 1, 1))
            .Node("Transpose", node => node.Set("perm", 0, 2, 3, 1));
        builder.Node("Reshape", null, builder.Integers(1, -1, 4))
            .Node("MatMul", null, builder.Weight(4, 6)).Node("Softmax");
        builder.Node("ReduceMean", node => node.Set("axes", 1))
            .Node("Unsqueeze", null, builder.Integers(0)).Node("Squeeze", null, builder.Integers(0));
        builder.Node("Split", node => node.Set("axis", 2))
            .Node("Gather", null, builder.Integers(0)).Node("Expand", null, builder.Integers(1, 2, 1, 6));
        builder.Node("Tile", null, builder.Integers(1, 1, 1, 1))
            .Node("Flatten").Node("Gemm", null, builder.Weight(12, 2));
        builder.Node("TopK", null, builder.Integers(1));
        return builder.Build().ToBytes();
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 30)).ToList());
                    break;
                default:
                    // The largest number that a varint holds, where one may stand.
                    bytes.InsertRange(at, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
                    break;
            }
        }

        return [.. bytes];
    }
}
