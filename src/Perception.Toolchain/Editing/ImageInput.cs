using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Makes a network take pictures as cameras give them, [n, h, w, 3] of uint8, and takes the normalisation
/// <c>(level - mean) * scale</c> into the first convolutions. Exact.
/// </summary>
public static class ImageInput
{
    /// <param name="model">A network whose input is [n, 3, h, w] of float32.</param>
    /// <param name="mean">Subtracted from the levels of each channel before.</param>
    /// <param name="scale">Multiplied then.</param>
    /// <param name="swapChannels">Whether pictures come in the other order of colours from now on.</param>
    /// <exception cref="GraphException">The input is no such picture, or something else than convolutions reads
    /// it.</exception>
    public static void Run(GraphModel model, IReadOnlyList<float> mean, IReadOnlyList<float> scale,
        bool swapChannels = false)
    {
        if (model.Inputs is not [{ Type: ElementType.Float32, Shape: [var n, 3, var h, var w] } input, ..])
            throw new GraphException(
                $"the model '{model.Name}' takes {model.Inputs.FirstOrDefault()}; only [n,3,h,w] of float32 becomes " +
                "pictures of uint8");
        var readers = new GraphIndex(model).Consumers(input.Name);
        var plain = !swapChannels && mean.All(value => value == 0) && scale.All(value => value == 1);
        if (!plain && readers.FirstOrDefault(node => !node.Is("Conv") || node.Integer("group", 1) != 1) is { } other)
            throw new GraphException(
                $"{other.Label} of the model '{model.Name}' reads the input, and the normalisation goes only into " +
                "convolutions; rewrite the stem first (--stem)");

        // Zeros that a convolution pads with stand for the mean, and behind the change for black: the difference stays
        // a node.
        var keepMean = mean.Any(value => value != 0) && readers.Any(node =>
            Window.Of(node, model.Constant(node.Inputs[1])?.Shape) is not { } window ||
            window.AutoPad != "NOTSET" || window.Pads.Any(pad => pad != 0));
        if (!plain)
        {
            foreach (var node in readers) Fold(model, node, keepMean ? [0, 0, 0] : mean, scale, swapChannels);
        }

        var levels = model.FreshName($"{input.Name}_levels");
        var planes = model.FreshName($"{input.Name}_planes");
        var ready = keepMean ? model.FreshName($"{input.Name}_centred") : planes;
        model.Redirect(input.Name, ready);
        if (keepMean)
        {
            float[] order = swapChannels ? [mean[2], mean[1], mean[0]] : [.. mean];
            var subtracted = model.AddWeight($"{input.Name}_mean", Tensor.FromFloats(order, 1, 3, 1, 1));
            model.Nodes.Insert(0, new Node("Sub", [planes, subtracted], [ready]));
        }

        model.Nodes.Insert(0, new Node("Transpose", [levels], [planes]).Set("perm", 0, 3, 1, 2));
        model.Nodes.Insert(0, new Node("Cast", [input.Name], [levels]).Set("to", (long)ElementType.Float32));
        model.Inputs[0] = new ValueInfo(input.Name, ElementType.UInt8, [n, h, w, 3]);
    }

    private static void Fold(GraphModel model, Node node, IReadOnlyList<float> mean, IReadOnlyList<float> scale,
        bool swap)
    {
        var weights = model.Constant(node.Inputs[1])
            ?? throw new GraphException($"{node.Label} of the model '{model.Name}' has weights that are no constants");
        var old = weights.ToFloats();
        var values = new float[old.Length];
        var bias = ConvolutionWeights.Bias(model, node) ?? new float[weights.Shape[0]];
        var inner = (int)Shapes.Product(weights.Shape.Skip(2));
        for (var i = 0; i < old.Length; i++)
        {
            var (output, channel) = (i / (3 * inner), i / inner % 3);
            var scaled = old[i] * scale[channel];
            bias[output] -= scaled * mean[channel];
            values[swap ? (output * 3 + 2 - channel) * inner + i % inner : i] = scaled;
        }

        ConvolutionWeights.Set(model, node, Tensor.FromFloats(values, [.. weights.Shape]), bias);
    }
}
