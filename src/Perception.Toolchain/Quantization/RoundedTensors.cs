using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>Which tensors of a network are rounded.</summary>
internal static class RoundedTensors
{
    public static IReadOnlyList<string> Of(GraphModel model, QuantizationOptions options)
    {
        var shapes = ShapeInference.Infer(model);
        var index = new GraphIndex(model);
        var weighted = Quantizer.Weighted(model).Where(node => !options.FloatNodes.Contains(node.Name)).ToHashSet();
        var wanted = options.Placement switch
        {
            Placement.All => [.. model.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0)
                .Append(model.Inputs[0].Name)],
            Placement.Body => Before(model, index, weighted),
            Placement.Layers => [.. Before(model, index, weighted), .. weighted.Select(node => node.Outputs[0])],
            _ => weighted.Select(node => node.Inputs[0]).ToHashSet(),
        };

        // What is read by nodes in float alone stays whole; what an activation follows is rounded behind it.
        return [.. wanted.Where(name => !model.Weights.ContainsKey(name) && shapes[name].Type == ElementType.Float32 &&
            !IsFused(index, name) && (index.IsOutput(name) ||
                index.Consumers(name).Any(reader => !options.FloatNodes.Contains(reader.Name))))];
    }

    private static HashSet<string> Before(GraphModel model, GraphIndex index, HashSet<Node> weighted)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(weighted.Select(node => node.Inputs[0]));
        while (open.TryPop(out var name))
        {
            if (model.Weights.ContainsKey(name) || !reached.Add(name) || index.Producer(name) is not { } producer)
            {
                continue;
            }
            foreach (var input in producer.Inputs.Where(input => input.Length > 0)) open.Push(input);
        }

        return reached;
    }

    private static bool IsFused(GraphIndex index, string name) =>
        index.Producer(name) is { OperatorType: "Conv" or "ConvTranspose" or "Add" or "Gemm" } &&
        index.OnlyConsumer(name) is { OperatorType: "Relu" or "Clip" };
}
