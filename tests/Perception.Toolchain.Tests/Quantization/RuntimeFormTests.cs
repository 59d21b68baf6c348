using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Quantization;

/// <summary>What is written in another way for ONNX Runtime gives the very same numbers.</summary>
public sealed class RuntimeFormTests
{
    private static readonly QuantizationOptions Options =
        new() { Calibrator = Calibrator.MinMax, Placement = Placement.Layers };

    [Theory]
    [InlineData(2, 2, "asymmetric", "floor", false)]
    [InlineData(3, 1, "asymmetric", "floor", false)]
    [InlineData(2, 4, "half_pixel", "round_prefer_floor", false)]
    [InlineData(2, 2, "asymmetric", "ceil", true)]
    public void Nearest_resizing_of_bytes_by_whole_factors_becomes_copies(
        int rows, int columns, string coordinates, string rounding, bool stays)
    {
        var builder = new GraphBuilder(13, 1, 3, 24, 32).Conv(3, 8, stride: 2);
        builder.Node("Resize", node => node.Set("mode", "nearest").Set("nearest_mode", rounding)
            .Set("coordinate_transformation_mode", coordinates), "", builder.Floats(1, 1, rows, columns)).Conv(8, 4);
        var quantized = AssertSame(builder.Build());
        Assert.Equal(stays, quantized.Nodes.Any(node => node.Is("Resize")));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(6, 2)]
    public void The_input_gets_channels_of_zero_up_to_a_multiple_of_four(int channels, int added)
    {
        var quantized = AssertSame(new GraphBuilder(13, 1, channels, 16, 16).Conv(channels, 8).Node("Relu").Conv(8, 4).Build());
        Assert.Equal(added > 0, quantized.Nodes.Any(node => node.Is("Pad")));
        Assert.Contains(quantized.Weights.Values, weights =>
            weights.Type == ElementType.Int8 && weights.Shape.SequenceEqual([8L, channels + added, 3, 3]));
    }

    [Fact]
    public void An_input_that_others_read_too_stays_as_it_is()
    {
        var builder = new GraphBuilder(13, 1, 3, 16, 16);
        var first = builder.Conv(3, 8).Last;
        builder.Node("MaxPool", ["x"], node => node.Set("kernel_shape", 1, 1));
        builder.Node("Concat", [first, builder.Last], node => node.Set("axis", 1)).Conv(11, 4);
        Assert.DoesNotContain(AssertSame(builder.Build()).Nodes, node => node.Is("Pad"));
    }

    // The body's numbers on the way are those of layers, but for the last layer's output, which layers rounds as well.
    private static GraphModel AssertSame(GraphModel model)
    {
        var prepared = Quantizer.Prepare(model);
        List<Tensor> pictures =
            [.. Enumerable.Range(0, 3).Select(seed => Networks.RandomInputs(prepared, 1, seed).Values.Single())];
        var ranges = ActivationRanges.Collect(prepared, pictures);
        var quantized = Quantizer.Run(prepared, ranges, Options);
        var plain = Quantizer.Run(prepared, ranges, Options with { Placement = Placement.All });
        var input = new Dictionary<string, Tensor> { ["x"] = pictures[0] };
        Assert.Equal(Exactly(plain, input), Exactly(quantized, input));
        return quantized;
    }

    private static float[] Exactly(GraphModel model, Dictionary<string, Tensor> input)
    {
        using var runner = new GraphRunner(model, optimize: false);
        return runner.Run(input).Values.Single().ToFloats();
    }
}
