using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Takes batch normalisation, and constants that are multiplied or added by channel, into the convolution before them.
/// Exact.
/// </summary>
public static class AffineFolding
{
    /// <summary>Returns how many nodes went.</summary>
    public static int Run(GraphModel model)
    {
        var folded = 0;
        for (var found = true; found;)
        {
            found = false;
            var index = new GraphIndex(model);
            foreach (var node in model.Nodes)
            {
                if (Affine(model, node) is not var (input, scale, shift) ||
                    index.Producer(input) is not { } convolution ||
                    index.OnlyConsumer(input) != node || !Fold(model, convolution, scale, shift)) continue;
                convolution.Outputs[0] = node.Outputs[0];
                model.Nodes.Remove(node);
                folded++;
                found = true;
                break;
            }
        }

        model.RemoveUnused();
        return folded;
    }

    // Scale and shift of every channel, or of all by one value, that a node applies to one of its inputs.
    private static (string Input, float[] Scale, float[] Shift)? Affine(GraphModel model, Node node)
    {
        if (node.Is("BatchNormalization"))
        {
            var values = Enumerable.Range(1, 4).Select(i => model.Constant(node.Input(i))?.ToFloats()).ToList();
            if (values.Any(value => value is null) || node.Outputs.Skip(1).Any(output => output.Length > 0))
            {
                return null;
            }
            var epsilon = node.Float("epsilon", 1e-5f);
            var scale = values[0]!.Zip(values[3]!,
                (gamma, variance) => (float)(gamma / Math.Sqrt((double)variance + epsilon))).ToArray();
            return (node.Inputs[0], scale, [.. values[1]!.Select((beta, i) => beta - values[2]![i] * scale[i])]);
        }

        if (!(node.Is("Mul") || node.Is("Add") || node.Is("Sub") || node.Is("Div"))) return null;
        var constant = model.Constant(node.Inputs[1]) is not null ? 1 : 0;
        if ((node.Is("Sub") || node.Is("Div")) && constant == 0) return null;
        if (ByChannel(model.Constant(node.Inputs[constant])) is not { } operand) return null;
        float[] none = [.. operand.Select(_ => 0f)], one = [.. operand.Select(_ => 1f)];
        return node.OperatorType switch
        {
            "Mul" => (node.Inputs[1 - constant], operand, none),
            "Div" => (node.Inputs[1 - constant], [.. operand.Select(value => 1 / value)], none),
            "Add" => (node.Inputs[1 - constant], one, operand),
            _ => (node.Inputs[1 - constant], one, [.. operand.Select(value => -value)]),
        };
    }

    // The values of a constant that has one for each channel of [n, c, h, w], or one for all.
    private static float[]? ByChannel(Tensor? constant) =>
        constant is { Type: ElementType.Float32, Count: > 0 } &&
        (constant.Count == 1 || constant.Shape is [1, _, 1, 1] or [_, 1, 1]) ? constant.ToFloats() : null;

    private static bool Fold(GraphModel model, Node node, float[] scale, float[] shift)
    {
        var transposed = node.Is("ConvTranspose");
        if (!(node.Is("Conv") || transposed) ||
            model.Constant(node.Inputs[1]) is not { Type: ElementType.Float32 } weights) return false;
        var old = node.Input(2) is { } name ? model.Constant(name) : null;
        if (node.Input(2) is not null && old is null) return false;
        var group = node.Integer("group", 1);
        var channels = transposed ? weights.Shape[1] * group : weights.Shape[0];
        if (scale.Length != 1 && scale.Length != channels) return false;

        var values = weights.ToFloats();
        for (var i = 0; i < values.Length; i++) values[i] *= At(scale, ChannelOf(i, weights, transposed, group));
        var bias = old?.ToFloats() ?? new float[channels];
        for (var i = 0; i < bias.Length; i++) bias[i] = bias[i] * At(scale, i) + At(shift, i);
        ConvolutionWeights.Set(model, node, Tensor.FromFloats(values, [.. weights.Shape]), bias);
        return true;
    }

    private static float At(float[] values, long channel) => values[values.Length == 1 ? 0 : channel];

    // Weights of a convolution are [outputs, inputs of a group, ...], of a transposed one [inputs, outputs of a group,
    // ...].
    private static long ChannelOf(int element, Tensor weights, bool transposed, long group)
    {
        var inner = Shapes.Product(weights.Shape.Skip(2));
        if (!transposed) return element / (inner * weights.Shape[1]);
        var input = element / (inner * weights.Shape[1]);
        return input / (weights.Shape[0] / group) * weights.Shape[1] + element / inner % weights.Shape[1];
    }
}
