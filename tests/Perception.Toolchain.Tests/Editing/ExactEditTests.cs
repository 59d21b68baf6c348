using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Editing;

/// <summary>Exact edits leave results as they are, as ONNX Runtime computes them before and after.</summary>
public class ExactEditTests
{
    private const double Tolerance = ModelEditor.Tolerance;

    [SkippableTheory]
    [InlineData("yolox_nano", 255)]
    [InlineData("twinlitenet", 1)]
    [InlineData("road_segmentation_adas_0001", 255)]
    [InlineData(Networks.Default, 255)]
    public void Every_exact_edit_of_a_published_network(string name, float limit)
    {
        var model = Networks.Load(name);
        var inputs = Networks.RandomInputs(model, limit);
        var expected = Networks.Run(model, inputs);
        var nodes = model.Nodes.Count;
        var steps = ModelEditor.Run(model, new EditPlan { Fold = true, Stem = true, Pyramid = PyramidEdit.Chain });

        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.InRange(step.Difference!.Value, 0, Tolerance));
        Assert.True(model.Nodes.Count < nodes);
        foreach (var (output, actual) in Networks.Run(GraphModel.Parse(model.ToBytes(), name), inputs))
            Assert.InRange(Networks.Difference(expected[output], actual), 0, Tolerance);
    }

    [SkippableTheory]
    [InlineData("yolox_nano", "output")]
    [InlineData(Networks.Default, "semantic")]
    public void A_network_cut_to_one_output_that_takes_pictures(string name, string output)
    {
        var model = Networks.Load(name);
        var steps = ModelEditor.Run(model, new EditPlan
        {
            Outputs = [output],
            StaticShapes = true,
            Fold = true,
            Stem = true,
            ImageInput = true,
            SwapChannels = true,
            Scale = [1 / 58f, 1 / 57f, 1 / 56f],
        });
        Assert.Equal(output, Assert.Single(model.Outputs).Name);
        Assert.Equal(ElementType.UInt8, model.Inputs[0].Type);
        Assert.All(steps, step => Assert.InRange(step.Difference!.Value, 0, Tolerance));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, 1)]
    public void What_is_finite_on_one_side_alone_is_infinitely_different(float before, float after) =>
        Assert.Equal(double.PositiveInfinity,
            EditCheck.Difference(Tensor.FromFloats([2, before], 2), Tensor.FromFloats([2, after], 2)));

    [Fact]
    public void Pictures_that_come_in_pairs_take_the_normalisation_too()
    {
        var model = new GraphBuilder(13, 2, 3, 8, 8).Conv(3, 4).Build();
        var step = Assert.Single(
            ModelEditor.Run(model, new EditPlan { ImageInput = true, Mean = [1, 2, 3], Scale = [0.5f, 0.25f, 2] }));
        Assert.InRange(step.Difference!.Value, 0, Tolerance);
    }

    [SkippableFact]
    public void YOLOX_nano_loses_its_slices_and_large_pools()
    {
        var model = GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx"));
        ModelEditor.Run(model, new EditPlan { Stem = true, Pyramid = PyramidEdit.Chain });

        Assert.DoesNotContain(model.Nodes, node => node.Is("Slice"));
        Assert.All(model.Nodes.Where(node => node.Is("MaxPool")),
            pool => Assert.Equal([5L, 5L], pool.Integers("kernel_shape")!));
        var stem = model.Nodes.First(node => node.Is("Conv"));
        Assert.Equal([16L, 3, 6, 6], model.Weights[stem.Inputs[1]].Shape);
        Assert.Equal([2L, 2L], stem.Integers("strides")!);
        Assert.Equal([2L, 2, 2, 2], stem.Integers("pads")!);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(3, 0)]
    [InlineData(5, 2)]
    public void A_stem_of_slices_in_any_order_of_phases(int kernel, int pad)
    {
        foreach (var order in (int[][])[[0, 1, 2, 3], [0, 2, 1, 3], [3, 1, 0, 2]])
        {
            var builder = new GraphBuilder(13, 1, 3, 16, 24);
            string[] quarters =
                [.. order.Select(phase => builder.Node("Slice", ["x", builder.Integers(phase / 2, phase % 2),
                builder.Integers(long.MaxValue, long.MaxValue), builder.Integers(2, 3), builder.Integers(2, 2)]).Last)];
            var model =
                builder.Node("Concat", quarters, node => node.Set("axis", 1)).Conv(12, 8, kernel, pad: pad).Build();
            AssertExact(model, () => Assert.Equal(1, StemRewrite.Run(model)));
            Assert.Equal("Conv", Assert.Single(model.Nodes).OperatorType);
        }
    }

    [Fact]
    public void A_stem_of_SpaceToDepth()
    {
        var model = new GraphBuilder(13, 1, 3, 16, 24)
            .Node("SpaceToDepth", node => node.Set("blocksize", 2)).Conv(12, 8).Build();
        AssertExact(model, () => Assert.Equal(1, StemRewrite.Run(model)));
        Assert.Single(model.Nodes);
    }

    [Fact]
    public void Slices_that_take_something_else_stay()
    {
        var builder = new GraphBuilder(13, 1, 3, 16, 24);
        string[] parts = [.. Enumerable.Range(0, 4).Select(_ => builder.Node("Slice",
            ["x", builder.Integers(0, 0), builder.Integers(8, 12), builder.Integers(2, 3),
                builder.Integers(1, 1)]).Last)];
        var model = builder.Node("Concat", parts, node => node.Set("axis", 1)).Conv(12, 8).Build();
        Assert.Equal(0, StemRewrite.Run(model));
    }

    [Theory]
    [InlineData(9, 8, 2)]
    [InlineData(13, 8, 3)]
    [InlineData(11, 8, 3)]
    [InlineData(7, 5, 2)]
    [InlineData(9, 4, 4)]
    public void A_large_pool_is_a_chain_of_small_ones(int kernel, int largest, int links)
    {
        var model = new GraphBuilder(13, 1, 3, 20, 20).Conv(3, 4, 1).MaxPool(kernel).Node("Relu").Build();
        AssertExact(model, () => Assert.Equal(1, PoolChain.Run(model, largest)));
        var pools = model.Nodes.Where(node => node.Is("MaxPool")).ToList();
        Assert.Equal(links, pools.Count);
        Assert.All(pools, pool => Assert.True(pool.Integers("kernel_shape")![0] <= largest));
    }

    [Fact]
    public void A_pyramid_shares_its_links()
    {
        var model = Pyramid(5, 9, 13);
        AssertExact(model, () => PoolChain.Run(model));
        Assert.Equal(3, model.Nodes.Count(node => node.Is("MaxPool")));
    }

    [Theory]
    [InlineData("Conv", 1)]
    [InlineData("Conv", 2)]
    [InlineData("ConvTranspose", 1)]
    [InlineData("ConvTranspose", 2)]
    public void Normalisation_and_factors_go_into_the_convolution(string type, int group)
    {
        var builder = new GraphBuilder(13, 1, 4, 9, 9);
        string[] weights = type == "Conv"
            ? [builder.Weight(6, 4 / group, 3, 3)]
            : [builder.Weight(4, 6 / group, 3, 3), builder.Weight(6)];
        builder.Node(type, node => node.Set("group", group), weights)
            .BatchNormalization(6).Node("Mul", null, builder.Weight(6, 1, 1))
            .Node("Add", null, builder.Weight(1, 6, 1, 1))
            .Node("Sub", null, builder.Weight()).Node("Div", null, builder.Positive(1));
        var model = builder.Build();
        AssertExact(model, () => Assert.Equal(5, AffineFolding.Run(model)));
        Assert.Equal(type, Assert.Single(model.Nodes).OperatorType);
    }

    [Fact]
    public void Normalisation_of_what_others_read_too_stays()
    {
        var builder = new GraphBuilder().Conv(3, 4);
        var shared = builder.Last;
        Assert.Equal(0, AffineFolding.Run(builder.BatchNormalization(4).Node("Add", null, shared).Build()));
    }

    [Fact]
    public void Zeros_around_a_picture_go_into_the_convolution()
    {
        var builder = new GraphBuilder();
        var model = builder.Node("Pad", null, builder.Integers(0, 0, 1, 0, 0, 0, 2, 3)).Conv(3, 4, pad: 0).Build();
        AssertExact(model, () => Assert.Equal(1, PadFolding.Run(model)));
        Assert.Equal([1L, 0, 2, 3], Assert.Single(model.Nodes).Integers("pads")!);
    }

    [Fact]
    public void What_does_not_depend_on_the_input_is_computed()
    {
        var builder = new GraphBuilder();
        builder.Node("Shape").Node("Gather", null, builder.Integers(2, 3)).Node("Mul", null, builder.Integers(2, 2));
        builder.Node("Concat", [builder.Integers(1, 3), builder.Last], node => node.Set("axis", 0));
        var model = builder.Node("Resize", ["x", "", "", builder.Last]).Node("Identity").Build();
        AssertExact(model, () => ConstantFolding.Run(model));
        Assert.Equal(2, model.Nodes.Count);
        Assert.Equal([1L, 3, 64, 64], model.Weights[model.Nodes[0].Inputs[3]].ToLongs());
    }

    [Theory]
    [InlineData(0f, 0, false)]
    [InlineData(0f, 1, true)]
    [InlineData(127.5f, 0, false)]
    [InlineData(127.5f, 1, true)]
    public void A_picture_as_input_with_normalisation_in_the_convolution(float mean, int pad, bool swap)
    {
        var model = new GraphBuilder().Conv(3, 8, pad: pad).Node("Relu").Build();
        var plan = new EditPlan
        {
            ImageInput = true,
            Mean = [mean, mean / 2, mean / 3],
            Scale = [1 / 58f, 1 / 57f, 0.5f],
            SwapChannels = swap
        };
        var step = Assert.Single(ModelEditor.Run(model, plan));
        Assert.InRange(step.Difference!.Value, 0, Tolerance);
        Assert.Equal(("x", ElementType.UInt8), (model.Inputs[0].Name, model.Inputs[0].Type));
        Assert.Equal([1L, 32, 32, 3], model.Inputs[0].Shape);

        // Padding stands for the mean: where that is not zero, it stays a node of its own.
        Assert.Equal(mean != 0 && pad != 0, model.Nodes.Any(node => node.Is("Sub")));
    }

    [Fact]
    public void The_operator_set_is_raised()
    {
        var builder = new GraphBuilder(11, 1, 4, 6, 5);
        builder.Node("Softmax", node => node.Set("axis", 1))
            .Node("Unsqueeze", node => node.Set("axes", [0L])).Node("Squeeze", node => node.Set("axes", [0L]))
            .Node("ReduceSum", node => node.Set("axes", [2L]).Set("keepdims", 1))
            .Node("Softmax", node => node.Set("axis", 3));
        var model = builder.Build();
        AssertExact(model, () => OpsetUpgrade.Run(model));
        Assert.Equal(13, model.Opset);
    }

    [SkippableFact]
    public void Decoded_boxes_are_those_of_the_formula()
    {
        var model = GraphModel.Load(Workspace.Shared("models", "yolox_nano.onnx"));
        var inputs = Networks.RandomInputs(model);
        var raw = Networks.Run(model, inputs)["output"].ToFloats();
        OutputEdits.AddYoloxDecoding(model, "output");
        var decoded = Networks.Run(model, inputs)["output"].ToFloats();

        // Row 52*52 + 27 is the cell (1, 1) of the second grid, of 26x26 cells and stride 16.
        var at = (52 * 52 + 27) * 85;
        Assert.Equal((raw[at] + 1) * 16, decoded[at], 1e-3);
        Assert.Equal((raw[at + 1] + 1) * 16, decoded[at + 1], 1e-3);
        Assert.Equal(Math.Exp(raw[at + 2]) * 16, decoded[at + 2], 1e-3);
        Assert.Equal(raw[(at + 4)..(at + 85)], decoded[(at + 4)..(at + 85)]);
    }

    [SkippableFact]
    public void The_best_class_is_that_of_the_largest_score()
    {
        var model = GraphModel.Load(Workspace.Shared("models", "twinlitenet.onnx"));
        var inputs = Networks.RandomInputs(model, 1);
        var scores = Networks.Run(model, inputs)["da"].ToFloats();
        ModelEditor.Run(model, new EditPlan { ArgMax = ["da"] });
        var best = Networks.Run(model, inputs)["da"];
        Assert.Equal([1L, 360, 640], best.Shape);
        Assert.Equal(ElementType.UInt8, best.Type);
        var pixels = best.Bytes.ToArray();
        Assert.Equal(pixels,
            Enumerable.Range(0, pixels.Length).Select(i => scores[pixels.Length + i] > scores[i] ? (byte)1 : (byte)0));
    }

    private static GraphModel Pyramid(params int[] kernels)
    {
        var builder = new GraphBuilder(13, 1, 3, 20, 20).Conv(3, 4, 1);
        var trunk = builder.Last;
        string[] pools = [.. kernels.Select(kernel =>
        {
            builder.Last = trunk;
            return builder.MaxPool(kernel).Last;
        })];
        return builder.Node("Concat", [trunk, .. pools], node => node.Set("axis", 1))
            .Conv(4 * (kernels.Length + 1), 4, 1).Build();
    }

    private static void AssertExact(GraphModel model, Action edit)
    {
        var inputs = Networks.RandomInputs(model, 1);
        var expected = Networks.Run(model, inputs);
        edit();
        foreach (var (name, value) in Networks.Run(GraphModel.Parse(model.ToBytes(), "edited"), inputs))
            Assert.InRange(Networks.Difference(expected[name], value), 0, Tolerance);
    }
}
