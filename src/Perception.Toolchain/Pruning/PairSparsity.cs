using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>
/// Two zeros in every four weights along the input channels, which sparse tensor cores compute twice as fast. Nothing
/// gets smaller, and other devices gain nothing.
/// </summary>
public static class PairSparsity
{
    private const int Window = 4, Zeros = 2;

    /// <summary>Puts zero in place of the two smallest of each four; returns how many layers.</summary>
    public static int Run(GraphModel model)
    {
        var layers = 0;
        foreach (var node in model.Nodes.Where(node => node.Is("Conv") && node.Integer("group", 1) == 1).ToList())
        {
            if (!model.Weights.TryGetValue(node.Inputs[1], out var weights) ||
                weights.Type != ElementType.Float32 || weights.Shape[1] % Window != 0) continue;
            node.Inputs[1] = model.AddWeight($"{node.Inputs[1]}.sparse", Sparse(weights));
            layers++;
        }

        Editing.ConstantFolding.RemoveUnusedWeights(model);
        return layers;
    }

    private static Tensor Sparse(Tensor weights)
    {
        var values = weights.ToFloats();
        var window = (int)Shapes.Product(weights.Shape.Skip(2));
        Span<int> four = stackalloc int[Window];
        for (var start = 0; start < values.Length; start += Window * window)
        {
            for (var at = 0; at < window; at++)
            {
                for (var i = 0; i < Window; i++) four[i] = start + i * window + at;
                four.Sort((a, b) => Math.Abs(values[a]).CompareTo(Math.Abs(values[b])));
                foreach (var smallest in four[..Zeros]) values[smallest] = 0;
            }
        }

        return Tensor.FromFloats(values, [.. weights.Shape]);
    }
}
