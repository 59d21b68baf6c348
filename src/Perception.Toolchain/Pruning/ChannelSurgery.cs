using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>
/// Cuts channels out of a network: weights, biases, normalisations and bounds shrink. What is left computes what the
/// whole would with nothing read from those channels.
/// </summary>
internal static class ChannelSurgery
{
    /// <summary>A smaller network.</summary>
    /// <param name="model">The network that the map is of; it stays as it is.</param>
    /// <param name="map">Its channels.</param>
    /// <param name="dropped">Ids of the channels that go.</param>
    public static GraphModel Run(GraphModel model, ChannelMap map, IReadOnlySet<int> dropped)
    {
        var smaller = model.Clone();
        foreach (var node in smaller.Nodes)
        {
            var input = Kept(map, node.Input(0), dropped);
            var output = Kept(map, node.Outputs[0], dropped);
            switch (node.OperatorType)
            {
                case "Conv" when model.Weights.TryGetValue(node.Inputs[1], out var weights):
                    Convolution(smaller, node, weights, ChannelMap.IsDepthwise(node, weights) ? null : input, output);
                    break;
                case "ConvTranspose" when node.Integer("group", 1) == 1:
                    Cut(smaller, node, 1, 0, input);
                    Cut(smaller, node, 1, 1, output);
                    Cut(smaller, node, 2, 0, output);
                    break;
                case "BatchNormalization" or "InstanceNormalization":
                    for (var i = 1; i < node.Inputs.Count; i++) Cut(smaller, node, i, 0, output);
                    break;
                case "Split": Split(smaller, node, map, dropped); break;
                case "Slice": Slice(smaller, node, input); break;
                case "Resize" when node.Inputs.Count > 3 && output is not null: Size(smaller, node, output); break;
                default: Constants(smaller, node, output); break;
            }
        }

        ConstantFolding.RemoveUnusedWeights(smaller);
        return smaller;
    }

    /// <summary>For each channel of a tensor whether it stays; null where all do.</summary>
    public static bool[]? Kept(ChannelMap map, string? tensor, IReadOnlySet<int> dropped) =>
        tensor is not null && map.Of(tensor) is { } ids && ids.Any(dropped.Contains)
            ? Array.ConvertAll(ids, id => !dropped.Contains(id))
            : null;

    private static void Convolution(GraphModel model, Node node, Tensor weights, bool[]? input, bool[]? output)
    {
        Cut(model, node, 1, 0, output);
        Cut(model, node, 1, 1, input);
        Cut(model, node, 2, 0, output);
        if (output is not null && ChannelMap.IsDepthwise(node, weights))
        {
            node.Set("group", output.LongCount(kept => kept));
        }
    }

    private static void Split(GraphModel model, Node node, ChannelMap map, IReadOnlySet<int> dropped)
    {
        if (node.Integer("axis", 0) is not (1 or -3) || node.Outputs.All(output => Kept(map, output, dropped) is null))
        {
            return;
        }
        long[] sizes = [.. node.Outputs.Select(output => map.Of(output)!.LongCount(id => !dropped.Contains(id)))];
        if (model.Opset < 13) node.Set("split", sizes);
        else
        {
            var name = model.AddWeight($"{node.Outputs[0]}.split", Tensor.FromLongs(sizes, sizes.Length));
            if (node.Inputs.Count > 1) node.Inputs[1] = name;
            else node.Inputs.Add(name);
            node.Remove("num_outputs");
        }
    }

    private static void Slice(GraphModel model, Node node, bool[]? input)
    {
        if (input is null || SliceRange.OfChannels(model, node) is not { CutsChannels: true } range) return;
        var (start, end) = range.After(input);
        Bound(model, node, "starts", 1, range.Axis, start);
        Bound(model, node, "ends", 2, range.Axis, end);
    }

    private static void Bound(GraphModel model, Node node, string attribute, int index, int at, long value)
    {
        var values = node.Integers(attribute) ?? model.Constant(node.Input(index))!.ToLongs();
        values[at] = value;
        if (node.Has(attribute)) node.Set(attribute, values);
        else node.Inputs[index] =
            model.AddWeight($"{node.Outputs[0]}.{attribute}", Tensor.FromLongs(values, values.Length));
    }

    private static void Size(GraphModel model, Node node, bool[] output)
    {
        if (model.Constant(node.Input(3))?.ToLongs() is not { Length: 4 } sizes) return;
        sizes[1] = output.LongCount(kept => kept);
        node.Inputs[3] = model.AddWeight($"{node.Outputs[0]}.sizes", Tensor.FromLongs(sizes, sizes.Length));
    }

    // Constants of elementwise operators with a value for each channel.
    private static void Constants(GraphModel model, Node node, bool[]? output)
    {
        if (output is null) return;
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (model.Weights.TryGetValue(node.Inputs[i], out var constant) &&
                ChannelMap.PerChannel(constant.Shape, output.Length) == true)
                Cut(model, node, i, constant.Shape.Count - 3, output);
        }
    }

    // Others may read the same constant, so each reader gets one of its own.
    private static void Cut(GraphModel model, Node node, int input, int dimension, bool[]? keep)
    {
        if (keep is null || node.Input(input) is not { } name || !model.Weights.TryGetValue(name, out var tensor))
        {
            return;
        }
        node.Inputs[input] = model.AddWeight($"{name}.pruned", Take(tensor, dimension, keep));
    }

    private static Tensor Take(Tensor tensor, int dimension, bool[] keep)
    {
        var inner =
            (int)Shapes.Product(tensor.Shape.Skip(dimension + 1)) * (tensor.Bytes.Length / Math.Max(1, tensor.Count));
        var outer = (int)Shapes.Product(tensor.Shape.Take(dimension));
        long[] shape = [.. tensor.Shape];
        shape[dimension] = keep.LongCount(kept => kept);
        var taken = new byte[outer * shape[dimension] * inner];
        var from = tensor.Bytes.Span;
        var to = taken.AsSpan();
        for (var block = 0; block < outer; block++)
        {
            for (var i = 0; i < keep.Length; i++)
            {
                if (!keep[i]) continue;
                from.Slice((block * keep.Length + i) * inner, inner).CopyTo(to);
                to = to[inner..];
            }
        }

        return Tensor.FromBytes(tensor.Type, taken, shape);
    }
}
