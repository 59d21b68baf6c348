using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Takes zeros that are put around a picture into the padding of the convolutions behind. Exact.</summary>
public static class PadFolding
{
    /// <summary>Returns how many nodes went.</summary>
    public static int Run(GraphModel model)
    {
        var folded = 0;
        var index = new GraphIndex(model);
        foreach (var pad in model.Nodes.Where(node => node.Is("Pad")).ToList())
        {
            var readers = index.Consumers(pad.Outputs[0]);
            if (Spatial(model, pad) is not { } amounts ||
                index.IsOutput(pad.Outputs[0]) || !readers.All(reader => Fits(reader, pad))) continue;
            foreach (var reader in readers)
            {
                var pads = reader.Integers("pads") ?? new long[4];
                reader.Set("pads", [.. pads.Zip(amounts, (own, more) => own + more)]);
                reader.Inputs[0] = pad.Inputs[0];
            }

            model.Nodes.Remove(pad);
            folded++;
        }

        model.RemoveUnused();
        return folded;
    }

    private static bool Fits(Node reader, Node pad) => reader.Is("Conv") && reader.Inputs[0] == pad.Outputs[0] &&
        reader.Inputs.Skip(1).All(input => input != pad.Outputs[0]) && reader.Text("auto_pad", "NOTSET") == "NOTSET" &&
        (reader.Integers("pads") ?? new long[4]).Length == 4;

    // Rows before, columns before, rows behind, columns behind; null for anything but zeros around [n, c, h, w].
    private static long[]? Spatial(GraphModel model, Node pad)
    {
        var pads = pad.Integers("pads") ?? model.Constant(pad.Input(1))?.ToLongs();
        var value = pad.Input(2) is { } name ? model.Constant(name)?.ToFloats()[0] : pad.Float("value", 0);
        var zeros = pad.Text("mode", "constant") == "constant" && value == 0 && pad.Input(3) is null;
        return zeros &&
            pads is [0, 0, var top, var left, 0, 0, var bottom, var right] && pads.All(amount => amount >= 0)
            ? [top, left, bottom, right] : null;
    }
}
