using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Cross-layer equalization (Nagel et al. 2019): where two convolutions follow each other with nothing or a ReLU
/// between, channels are scaled so that their weights have the same range on both sides. Exact in float. Behind SiLU,
/// ReLU6 and other activations that do not scale with their input it would not be, so those pairs are left.
/// </summary>
public static class ChannelEqualization
{
    private const int Rounds = 3;
    private const float LeastRange = 1e-8f;

    /// <summary>Equalizes a prepared network in place; returns how many pairs there were.</summary>
    public static int Run(GraphModel model)
    {
        var pairs = Pairs(model).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (first, second) in pairs) Equalize(model, first, second);
        }

        ConstantFolding.RemoveUnusedWeights(model);
        return pairs.Count;
    }

    private static IEnumerable<(Node First, Node Second)> Pairs(GraphModel model)
    {
        var index = new GraphIndex(model);
        foreach (var first in Quantizer.Weighted(model).Where(node => node.Is("Conv")))
        {
            var next = index.OnlyConsumer(first.Outputs[0]);
            if (next is { OperatorType: "Relu" or "LeakyRelu" }) next = index.OnlyConsumer(next.Outputs[0]);
            if (next is null || !next.Is("Conv") || !model.Weights.TryGetValue(next.Inputs[1], out var weights))
            {
                continue;
            }

            // Each channel must meet weights of its own: all of one group, or one channel a group.
            var channels = model.Weights[first.Inputs[1]].Shape[0];
            var group = next.Integer("group", 1);
            if (group == 1 || (group == channels && weights.Shape[0] == channels)) yield return (first, next);
        }
    }

    private static void Equalize(GraphModel model, Node first, Node second)
    {
        var (before, behind) = (model.Weights[first.Inputs[1]], model.Weights[second.Inputs[1]]);
        var depthwise = second.Integer("group", 1) != 1;
        var axis = depthwise ? 0 : 1;
        var (a, b) = (before.ToFloats(), behind.ToFloats());
        var (rangeA, rangeB) = (Ranges(a, before.Shape, 0), Ranges(b, behind.Shape, axis));
        float[] factors =
            [.. rangeA.Zip(rangeB, (x, y) => x < LeastRange || y < LeastRange ? 1 : MathF.Sqrt(x * y) / y)];
        for (var i = 0; i < a.Length; i++) a[i] /= factors[WeightQuantization.Channel(i, before.Shape, 0)];
        for (var i = 0; i < b.Length; i++) b[i] *= factors[WeightQuantization.Channel(i, behind.Shape, axis)];
        var bias = ConvolutionWeights.Bias(model, first);
        for (var i = 0; bias is not null && i < bias.Length; i++) bias[i] /= factors[i];
        ConvolutionWeights.Set(model, first, Tensor.FromFloats(a, [.. before.Shape]), bias);
        ConvolutionWeights.Set(model, second, Tensor.FromFloats(b, [.. behind.Shape]), null);
    }

    private static float[] Ranges(float[] values, IReadOnlyList<long> shape, int axis)
    {
        var ranges = new float[shape[axis]];
        for (var i = 0; i < values.Length; i++)
        {
            ref var range = ref ranges[WeightQuantization.Channel(i, shape, axis)];
            range = Math.Max(range, Math.Abs(values[i]));
        }

        return ranges;
    }
}
