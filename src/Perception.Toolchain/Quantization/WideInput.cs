using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Adds channels of zeros to the bytes of a quantized network's picture, up to a multiple of four, and weights of zero
/// for them. ONNX Runtime's direct convolution in bytes reads channels by fours; others it gathers into a matrix first,
/// which for the first layer takes longer than the convolution. Every result stays as it is.
/// </summary>
internal static class WideInput
{
    private const int Step = 4;

    /// <summary>Changes the network where its input is rounded and read by plain convolutions alone.</summary>
    public static void Run(GraphModel model)
    {
        var index = new GraphIndex(model);
        if (index.OnlyConsumer(model.Inputs[0].Name) is not { OperatorType: "QuantizeLinear" } rounding ||
            index.OnlyConsumer(rounding.Outputs[0]) is not { OperatorType: "DequantizeLinear" } restoring) return;
        var readers = index.Consumers(restoring.Outputs[0]);
        if (index.IsOutput(restoring.Outputs[0]) || !readers.All(reader => IsPlain(model, index, reader))) return;
        var channels = Numbers(model, index, readers[0]).Shape[1];
        var missing = (Step - channels % Step) % Step;
        if (missing == 0) return;
        foreach (var source in readers.Select(reader => index.Producer(reader.Inputs[1])!).Distinct())
        {
            var name = source.Inputs[0];
            source.Inputs[0] = model.AddWeight($"{name}_wide", Widened(model.Weights[name], missing));
        }

        var pads = model.AddWeight($"{rounding.Outputs[0]}_pads", Tensor.FromLongs([0, 0, 0, 0, 0, missing, 0, 0], 8));
        var wide = model.FreshName($"{rounding.Outputs[0]}_wide");
        model.Nodes.Add(new Node("Pad", [rounding.Outputs[0], pads, rounding.Inputs[2]], [wide]));
        restoring.Inputs[0] = wide;
    }

    private static bool IsPlain(GraphModel model, GraphIndex index, Node reader) =>
        reader.Is("Conv") && reader.Integer("group", 1) == 1 &&
        index.Producer(reader.Inputs[1]) is { OperatorType: "DequantizeLinear" } source &&
        model.Weights.TryGetValue(source.Inputs[0], out var numbers) && numbers.Shape.Count == 4;

    private static Tensor Numbers(GraphModel model, GraphIndex index, Node reader) =>
        model.Weights[index.Producer(reader.Inputs[1])!.Inputs[0]];

    // Weights are symmetric: zero is zero.
    private static Tensor Widened(Tensor numbers, long missing)
    {
        var (outputs, inputs) = ((int)numbers.Shape[0], (int)numbers.Shape[1]);
        var window = (int)Shapes.Product(numbers.Shape.Skip(2));
        var (from, to) = (inputs * window, (inputs + (int)missing) * window);
        var bytes = new byte[outputs * to];
        for (var output = 0; output < outputs; output++)
        {
            numbers.Bytes.Slice(output * from, from).CopyTo(bytes.AsMemory(output * to));
        }
        return Tensor.FromBytes(numbers.Type, bytes, outputs, inputs + missing, numbers.Shape[2], numbers.Shape[3]);
    }
}
