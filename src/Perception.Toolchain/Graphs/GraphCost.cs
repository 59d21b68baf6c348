namespace Perception.Toolchain.Graphs;

/// <summary>What a network costs, layer by layer and in all.</summary>
public sealed class GraphCost
{
    private GraphCost(GraphModel model, IReadOnlyDictionary<string, ValueInfo> shapes)
    {
        var index = new GraphIndex(model);
        Layers = [.. model.Nodes.Select(node => Cost(model, node, shapes))];
        Parameters = model.Weights.Values.Where(IsNumber).Sum(weight => (long)weight.Count);
        WeightBytes = model.Weights.Values.Sum(weight => (long)weight.Bytes.Length);
        PeakActivationBytes = Peak(model, index, shapes);
    }

    /// <summary>In the order in which they run.</summary>
    public IReadOnlyList<LayerCost> Layers { get; }

    /// <summary>Floating-point and quantized constants.</summary>
    public long Parameters { get; }

    public long WeightBytes { get; }

    /// <summary>
    /// The most bytes of activations alive at once when nodes run in order and each tensor is freed behind its last
    /// reader; null where shapes are open.
    /// </summary>
    public long? PeakActivationBytes { get; }

    /// <summary>Null where some layer's shapes are open.</summary>
    public long? MultiplyAdds => Sum(layer => layer.MultiplyAdds);

    /// <summary>As <see cref="LayerCost.GigaFlops"/>, of all layers.</summary>
    public double? GigaFlops => (2.0 * MultiplyAdds + Sum(layer => layer.OtherOperations)) / 1e9;

    /// <summary>Counts a graph whose shapes are worked out.</summary>
    public static GraphCost Of(GraphModel model, IReadOnlyDictionary<string, ValueInfo> shapes) => new(model, shapes);

    private static bool IsNumber(Tensor tensor) =>
        tensor.Type is not (ElementType.Int64 or ElementType.Int32 or ElementType.Bool or ElementType.String);

    private static LayerCost Cost(GraphModel model, Node node, IReadOnlyDictionary<string, ValueInfo> shapes)
    {
        var output = shapes[node.Outputs.First(name => name.Length > 0)];
        var constants =
            node.Inputs.Distinct().Where(model.Weights.ContainsKey).Select(name => model.Weights[name]).ToList();
        long? bytes = 0;
        foreach (var name in node.Inputs.Concat(node.Outputs))
        {
            if (name.Length > 0 && !model.Weights.ContainsKey(name)) bytes += shapes.GetValueOrDefault(name)?.ByteLength;
        }

        var products = MultiplyAddsOf(node, output, shapes);
        return new LayerCost(node, output, products.IsProduct ? products.Count : 0,
            products.IsProduct ? 0 : Others(node, output),
            constants.Where(IsNumber).Sum(constant => (long)constant.Count),
            constants.Sum(constant => (long)constant.Bytes.Length), bytes);
    }

    private static (bool IsProduct, long? Count) MultiplyAddsOf(Node node, ValueInfo output, IReadOnlyDictionary<string,
        ValueInfo> shapes)
    {
        var weights = node.Input(node.Is("QLinearConv") ? 3 : 1) is { } name && shapes.TryGetValue(name, out var found)
            ? found
            : null;
        var input = node.Input(0) is { } first && shapes.TryGetValue(first, out var info) ? info : null;
        return node.OperatorType switch
        {
            // Each output sees one weight of every input channel of its group; of a transposed one, each input.
            "Conv" or "QLinearConv" => (true, Times(output.ElementCount, weights?.Shape?.Skip(1))),
            "ConvTranspose" => (true, Times(input?.ElementCount, weights?.Shape?.Skip(1))),
            "MatMul" => (true, Times(output.ElementCount, input?.Shape?.TakeLast(1))),
            "Gemm" => (true, Times(output.ElementCount,
                input?.Shape is [var a, var b] ? [node.Integer("transA", 0) != 0 ? a : b] : null)),
            _ => (false, 0),
        };
    }

    private static long? Times(long? count, IEnumerable<long>? shape) =>
        count is null || shape is null || shape.Any(dimension => dimension < 0) ? null : count * Shapes.Product(shape);

    // Moving elements costs memory traffic, no arithmetic.
    private static long? Others(Node node, ValueInfo output) => node.OperatorType switch
    {
        "Concat" or "Slice" or "Split" or "Reshape" or "Transpose" or "Flatten" or "Squeeze" or "Unsqueeze" or "Pad" or
            "Gather" or "Expand" or "Tile" or "DepthToSpace" or "SpaceToDepth" or "Identity" or "Constant" or
            "ConstantOfShape" or "Shape" => 0,
        "MaxPool" or "AveragePool" => output.ElementCount * Shapes.Product(node.Integers("kernel_shape") ?? [1]),
        _ => output.ElementCount,
    };

    private static long? Peak(GraphModel model, GraphIndex index, IReadOnlyDictionary<string, ValueInfo> shapes)
    {
        long? alive = 0, peak = 0;
        var readers = new Dictionary<string, int>();
        void Begin(string name)
        {
            if (name.Length == 0) return;
            alive += shapes.GetValueOrDefault(name)?.ByteLength;
            readers[name] = index.Consumers(name).Count + (index.IsOutput(name) ? 1 : 0);
        }

        foreach (var input in model.Inputs) Begin(input.Name);
        foreach (var node in model.Nodes)
        {
            foreach (var output in node.Outputs) Begin(output);
            if (alive is null) return null;
            peak = Math.Max(peak.Value, alive.Value);
            foreach (var name in node.Inputs.Distinct().Where(readers.ContainsKey))
            {
                if (--readers[name] == 0) alive -= shapes[name].ByteLength;
            }
        }

        return peak;
    }

    private long? Sum(Func<LayerCost, long?> of)
    {
        long? sum = 0;
        foreach (var layer in Layers) sum += of(layer);
        return sum;
    }
}
