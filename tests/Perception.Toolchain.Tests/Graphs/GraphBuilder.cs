using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Tests.Graphs;

/// <summary>Puts small graphs together for tests; weights are random but the same every time.</summary>
internal sealed class GraphBuilder
{
    private readonly Random _random = new(7);

    public GraphBuilder(int opset = 13, params long[] input)
    {
        Model = GraphModel.Create("test", opset);
        Model.Inputs.Add(new ValueInfo("x", ElementType.Float32, input.Length > 0 ? input : [1, 3, 32, 32]));
        Last = "x";
    }

    public GraphModel Model { get; }

    /// <summary>The tensor that the last node gives.</summary>
    public string Last { get; set; }

    public GraphBuilder Node(string operatorType, Action<Node>? set = null, params string[] more) =>
        Node(operatorType, [Last, .. more], set);

    public GraphBuilder Node(string operatorType, string[] inputs, Action<Node>? set = null)
    {
        var node = new Node(operatorType, inputs, [Model.FreshName(operatorType.ToLowerInvariant())]);
        set?.Invoke(node);
        Model.Nodes.Add(node);
        Last = node.Outputs[0];
        return this;
    }

    public GraphBuilder Conv(int inputs, int outputs, int kernel = 3, int stride = 1, int group = 1, int? pad = null,
        int dilation = 1) =>
        Node("Conv", node => node.Set("kernel_shape", kernel, kernel).Set("strides", stride, stride).Set("group", group)
                .Set("dilations", dilation, dilation)
                .Set("pads", [.. Enumerable.Repeat((long)(pad ?? kernel / 2), 4)]),
            Weight(outputs, inputs / group, kernel, kernel), Weight(outputs));

    public GraphBuilder MaxPool(int kernel, int stride = 1, int? pad = null) => Node("MaxPool", node => node
        .Set("kernel_shape", kernel, kernel)
        .Set("strides", stride, stride).Set("pads", [.. Enumerable.Repeat((long)(pad ?? kernel / 2), 4)]));

    public GraphBuilder BatchNormalization(int channels)
    {
        var names = new[] { Weight(channels), Weight(channels), Weight(channels), Positive(channels) };
        return Node("BatchNormalization", node => node.Set("epsilon", 1e-3f), names);
    }

    public string Weight(params long[] shape) => Add(shape, () => (float)(_random.NextDouble() - 0.5));

    public string Positive(params long[] shape) => Add(shape, () => 0.5f + (float)_random.NextDouble());

    public string Integers(params long[] values) =>
        Model.AddWeight("integers", Tensor.FromLongs(values, values.Length));

    public string Floats(params float[] values) => Model.AddWeight("floats", Tensor.FromFloats(values, values.Length));

    /// <summary>The graph with the last tensor, or others, as outputs; read back from bytes, as from a file.</summary>
    public GraphModel Build(params string[] outputs)
    {
        foreach (var name in outputs.Length > 0 ? outputs : [Last])
        {
            Model.Outputs.Add(new ValueInfo(name, ElementType.Float32, null));
        }
        return GraphModel.Parse(Model.ToBytes(), "test");
    }

    private string Add(long[] shape, Func<float> value)
    {
        var values = new float[Shapes.Product(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = value();
        return Model.AddWeight("w", Tensor.FromFloats(values, shape));
    }
}
