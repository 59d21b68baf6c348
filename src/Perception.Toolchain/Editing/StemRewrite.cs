using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Turns a stem that first sorts the pixels of 2x2 blocks into channels (Focus: strided Slices and Concat, or
/// SpaceToDepth) and then convolves, into one convolution of twice the kernel and stride 2. Exact.
/// </summary>
public static class StemRewrite
{
    /// <summary>Returns how many stems were rewritten.</summary>
    public static int Run(GraphModel model)
    {
        var rewritten = 0;
        var index = new GraphIndex(model);
        foreach (var sorted in model.Nodes.Where(node => node.Is("Concat") || node.Is("SpaceToDepth")).ToList())
        {
            if (Phases(model, index, sorted) is not var (source, phases)) continue;
            if (index.OnlyConsumer(sorted.Outputs[0]) is not { } convolution || !Fits(model, convolution, phases.Count))
            {
                continue;
            }
            Rewrite(model, convolution, phases);
            convolution.Inputs[0] = source;
            rewritten++;
        }

        model.RemoveUnused();
        return rewritten;
    }

    // Where in the 2x2 block the pixels of each quarter of the channels come from.
    private static (string Source, IReadOnlyList<(int Row, int Column)> Phases)? Phases(GraphModel model,
        GraphIndex index, Node sorted)
    {
        if (sorted.Is("SpaceToDepth"))
            return sorted.Integer("blocksize", 0) == 2 ? (sorted.Inputs[0], [(0, 0), (0, 1), (1, 0), (1, 1)]) : null;
        if (sorted.Integer("axis", 0) != 1 || sorted.Inputs.Count != 4) return null;
        var parts = sorted.Inputs.Select(input => Phase(model, index, input)).ToList();
        return parts.All(part => part is not null && part.Value.Source == parts[0]!.Value.Source)
            ? (parts[0]!.Value.Source, [.. parts.Select(part => (part!.Value.Row, part.Value.Column))]) : null;
    }

    // Follows slices back to what they are taken from; every second row and column must remain.
    private static (string Source, int Row, int Column)? Phase(GraphModel model, GraphIndex index, string name)
    {
        int? row = null, column = null;
        while (index.Producer(name) is { } slice && slice.Is("Slice"))
        {
            long[]? Values(int input) =>
                slice.Input(input) is { } constant ? model.Constant(constant)?.ToLongs() : null;
            if (Values(1) is not { } starts ||
                Values(3) is not { } axes || Values(4) is not { } steps || Values(2) is not { } ends) return null;
            for (var i = 0; i < axes.Length; i++)
            {
                if (steps[i] != 2 || starts[i] is not (0 or 1) || ends[i] < int.MaxValue) return null;
                if (axes[i] is 2 or -2 && row is null) row = (int)starts[i];
                else if (axes[i] is 3 or -1 && column is null) column = (int)starts[i];
                else return null;
            }

            name = slice.Inputs[0];
        }

        return row is { } r && column is { } c ? (name, r, c) : null;
    }

    private static bool Fits(GraphModel model, Node node, int phases) =>
        node.Is("Conv") &&
            model.Constant(node.Inputs[1]) is { Shape.Count: 4 } weights && weights.Shape[1] % phases == 0 &&
        node.Integer("group", 1) == 1 && Window.Of(node, weights.Shape) is { AutoPad: "NOTSET" } window &&
        window.Strides.All(step => step == 1) && window.Dilations.All(step => step == 1);

    private static void Rewrite(GraphModel model, Node node, IReadOnlyList<(int Row, int Column)> phases)
    {
        var weights = model.Constant(node.Inputs[1])!;
        var window = Window.Of(node, weights.Shape)!;
        var (outputs, channels) = ((int)weights.Shape[0], (int)weights.Shape[1] / phases.Count);
        var (rows, columns) = ((int)window.Kernel[0], (int)window.Kernel[1]);
        var old = weights.ToFloats();
        var values = new float[outputs * channels * 4 * rows * columns];
        var at = 0;
        for (var output = 0; output < outputs; output++)
        {
            foreach (var (row, column) in phases)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    for (var y = 0; y < rows; y++)
                    {
                        for (var x = 0; x < columns; x++)
                        {
                            var to =
                                ((output * channels + channel) * 2 * rows + 2 * y + row) * 2 * columns + 2 * x + column;
                            values[to] += old[at++];
                        }
                    }
                }
            }
        }

        ConvolutionWeights.Set(model, node, Tensor.FromFloats(values, outputs, channels, 2 * rows, 2 * columns), null);
        node.Set("kernel_shape", 2 * rows, 2 * columns)
            .Set("strides", 2, 2).Set("pads", [.. window.Pads.Select(pad => 2 * pad)]);
    }
}
