using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Bounds of tensors that follow from the operators alone: what a Clip gives lies within its limits, and what only
/// passes it on does too. With these a network of ReLU6 needs no pictures, and all that is joined has one scale.
/// </summary>
internal static class KnownBounds
{
    // They give nothing outside of what they read.
    private static readonly string[] Keeping = ["MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"];

    public static IReadOnlyDictionary<string, (double Minimum, double Maximum)> Of(GraphModel model)
    {
        var bounds = new Dictionary<string, (double Minimum, double Maximum)>();
        foreach (var node in model.Nodes)
        {
            if (BoundsOf(model, node, bounds) is not { } found) continue;
            foreach (var output in node.Outputs.Where(output => output.Length > 0)) bounds[output] = found;
        }

        return bounds;
    }

    private static (double Minimum, double Maximum)? BoundsOf(
        GraphModel model, Node node, Dictionary<string, (double Minimum, double Maximum)> bounds)
    {
        if (node.Domain.Length > 0) return null;
        (double Minimum, double Maximum)? input = node.Input(0) is { } name && bounds.TryGetValue(name, out var known)
            ? known
            : null;
        return node.OperatorType switch
        {
            "Clip" when Limit(model, node, 1) is { } least && Limit(model, node, 2) is { } most => (least, most),
            "Sigmoid" or "HardSigmoid" or "Softmax" => (0, 1),
            "Tanh" => (-1, 1),
            "Relu" when input is var (least, most) => (Math.Max(least, 0), Math.Max(most, 0)),
            "Concat" when node.Inputs.All(bounds.ContainsKey) =>
                (node.Inputs.Min(part => bounds[part].Minimum), node.Inputs.Max(part => bounds[part].Maximum)),
            "Resize" when node.Text("mode", "nearest") is "nearest" or "linear" => input,
            _ => Quantizer.IsPassing(node) || Keeping.Contains(node.OperatorType) ? input : null,
        };
    }

    private static double? Limit(GraphModel model, Node node, int at) =>
        model.Constant(node.Input(at))?.ToFloats() is [var limit] ? limit : null;
}
