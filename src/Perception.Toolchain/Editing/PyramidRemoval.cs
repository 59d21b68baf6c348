using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Drops spatial pyramid pooling: every pool gives its input instead, and the convolution behind takes one set of
/// channels with the sum of the weights for all. Needs retraining.
/// </summary>
public static class PyramidRemoval
{
    /// <summary>Returns how many pyramids were dropped.</summary>
    public static int Run(GraphModel model)
    {
        var dropped = 0;
        var index = new GraphIndex(model);
        foreach (var join in model.Nodes.Where(node => node.Is("Concat") && node.Integer("axis", 0) == 1).ToList())
        {
            var sources = join.Inputs.Select(input => Source(index, input)).Distinct().ToList();
            var pools = join.Inputs.Count(input => index.Producer(input) is { } node && PoolChain.IsSame(node));
            if (sources.Count != 1 || pools < 2 || index.OnlyConsumer(join.Outputs[0]) is not { } convolution) continue;
            if (!convolution.Is("Conv") || convolution.Integer("group", 1) != 1 ||
                model.Constant(convolution.Inputs[1]) is not { } weights) continue;
            ConvolutionWeights.Set(model, convolution, Sum(weights, join.Inputs.Count), null);
            convolution.Inputs[0] = sources[0];
            dropped++;
        }

        model.RemoveUnused();
        return dropped;
    }

    private static string Source(GraphIndex index, string name)
    {
        while (index.Producer(name) is { } pool && PoolChain.IsSame(pool)) name = pool.Inputs[0];
        return name;
    }

    private static Tensor Sum(Tensor weights, int parts)
    {
        var (outputs, channels) = (weights.Shape[0], weights.Shape[1] / parts);
        var inner = channels * Shapes.Product(weights.Shape.Skip(2));
        var old = weights.ToFloats();
        var values = new float[outputs * inner];
        for (var i = 0; i < old.Length; i++) values[i / (inner * parts) * inner + i % inner] += old[i];
        return Tensor.FromFloats(values, [outputs, channels, .. weights.Shape.Skip(2)]);
    }
}
