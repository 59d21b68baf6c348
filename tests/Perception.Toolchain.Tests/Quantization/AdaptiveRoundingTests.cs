using System.Globalization;
using System.Text.Json;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Quantization;
using Perception.Toolchain.Tests.Graphs;

namespace Perception.Toolchain.Tests.Quantization;

public class AdaptiveRoundingTests
{
    [SkippableTheory]
    [InlineData(1, 3, 1, 1)]
    [InlineData(1, 3, 2, 0)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(12, 1, 2, 0)]
    public void The_objective_is_the_squared_error_of_the_convolution_as_numpy_computes_it(int channels, int kernel,
        int stride, int pad)
    {
        var model = new GraphBuilder(13, 1, channels, 12, 10).Conv(channels, 1, kernel, stride, pad: pad).Build();
        var node = model.Nodes.Single();
        var weights = model.Weights[node.Inputs[1]];
        var input = Smooth(channels, 12, 10);
        var patches = new ConvolutionPatches(node, weights.Shape, input);
        var moments = patches.EmptyMoments();
        AdaptiveRounding.AddMoments(patches, moments);
        const float Scale = 0.05f;
        var real = weights.ToFloats();
        int[] nearest = [.. real.Select(weight => (int)MathF.Round(weight / Scale))];
        int[] rounded = [.. AdaptiveRounding.Round(real, Scale, moments[0]).Select(number => (int)number)];
        double[] mine = [.. new[] { nearest, rounded }.Select(numbers =>
            AdaptiveRounding.Objective([.. numbers.Zip(real, (number, weight) => number * Scale - weight)],
                moments[0]))];

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["case.json"], JsonSerializer.Serialize(new
        {
            input = Nested(input.ToFloats(), 12, 10),
            weights = Nested(real, kernel, kernel),
            scale = Scale,
            stride,
            pad,
            numbers = new[] { nearest, rounded },
        }));
        var numpy = Python.Run("tests/Perception.Toolchain.Tests/Reference/rounding_objective.py", ["numpy"],
            folder["case.json"])
            .Split()
            .Where(text => text.Length > 0).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(numpy[0], mine[0], 1e-3 * numpy[0]);
        Assert.Equal(numpy[1], mine[1], 1e-3 * numpy[0]);

        // Turning weights by ones and twos need not find the least of all roundings, but gets most of what there is to
        // gain.
        Assert.True(numpy[0] - numpy[1] >= 0.7 * (numpy[0] - numpy[2]) - 1e-6 * numpy[0],
            $"nearest {numpy[0]}, adaptive {numpy[1]}, least {numpy[2]}");
        Assert.All(rounded.Zip(real), pair => Assert.InRange(Math.Abs(pair.First * Scale - pair.Second), 0, Scale));
    }

    [Fact]
    public void A_network_with_rounded_weights_gives_less_noise_and_keeps_its_scales()
    {
        var prepared =
            Quantizer.Prepare(new GraphBuilder(13, 1, 3, 24, 24).Conv(3, 8).Node("Relu").Conv(8, 8, group: 2).Build());
        List<Tensor> pictures = [.. Enumerable.Range(0, 3).Select(_ => Smooth(3, 24, 24))];
        var ranges = ActivationRanges.Collect(prepared, pictures);
        var options = new QuantizationOptions { Placement = Placement.Inputs };
        var weights = AdaptiveRounding.Run(prepared, options, pictures);
        Assert.Equal(prepared.Nodes.Where(node => node.Is("Conv")).Select(node => node.Name), weights.Keys);
        var rounded = AdaptiveRounding.Apply(prepared, weights, options);
        foreach (var node in prepared.Nodes.Where(node => node.Is("Conv")))
        {
            var (before, after) = (WeightQuantization.Of(prepared.Weights[node.Inputs[1]], 0, null, 1),
                WeightQuantization.Of(weights[node.Name], 0, null, 1));
            Assert.All(before.Scales.Zip(after.Scales),
                pair => Assert.Equal(pair.First, pair.Second, 1e-6f * pair.First));
        }

        double Noise(GraphModel source) =>
            LayerNoise.Measure(prepared, Quantizer.Run(source, ranges, options), pictures)[^1].SignalToNoiseDecibels;
        Assert.True(Noise(rounded) > Noise(prepared) + 1, $"{Noise(rounded)} after {Noise(prepared)} dB");
    }

    // Neighbours are alike, as in pictures: rounding errors of their weights can make up for each other.
    private static Tensor Smooth(int channels, int height, int width)
    {
        var values = new float[channels * height * width];
        for (var i = 0; i < values.Length; i++)
        {
            var (channel, y, x) = (i / (height * width), i / width % height, i % width);
            values[i] = 1 + MathF.Sin(0.3f * x + channel) * MathF.Cos(0.2f * y) + 0.1f * MathF.Sin(7f * i);
        }

        return Tensor.FromFloats(values, 1, channels, height, width);
    }

    private static float[][][] Nested(float[] values, int height, int width) =>
        [.. values.Chunk(height * width).Select(channel => channel.Chunk(width).ToArray())];
}
