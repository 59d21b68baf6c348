using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// Repeats rows and columns of bytes by joining a tensor with itself, where nearest resizing by whole factors would.
/// ONNX Runtime keeps the channels of a pixel together in bytes, and resizes such a tensor value by value; Concat
/// copies all channels of a pixel, and then whole rows, at once. Every result stays as it is.
/// </summary>
internal static class ByteRepetition
{
    private static readonly (string Coordinates, string Rounding)[] Repeating =
    [
        ("asymmetric", "floor"), ("half_pixel", "round_prefer_floor"), ("pytorch_half_pixel", "round_prefer_floor"),
    ];

    /// <summary>Changes a quantized network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="prepared">What it was made of; gives shapes.</param>
    public static void Run(GraphModel model, GraphModel prepared)
    {
        var shapes = ShapeInference.Infer(prepared);
        var index = new GraphIndex(model);
        foreach (var before in prepared.Nodes.Where(node => node.Is("Resize")))
        {
            if (Factors(before, shapes) is not var (rows, columns)) continue;

            // The scales on both sides are the same, since resizing passes values on.
            if (index.Producer(before.Outputs[0]) is not { } resize ||
                index.Producer(resize.Inputs[0]) is not { OperatorType: "DequantizeLinear" } restoring ||
                index.OnlyConsumer(resize.Outputs[0]) is not { OperatorType: "QuantizeLinear" } rounding) continue;
            model.Nodes.Remove(resize);
            model.Nodes.Remove(rounding);
            Repeat(model, restoring.Inputs[0], rounding.Outputs[0], shapes[before.Inputs[0]].Shape!, rows, columns);
        }

        model.RemoveUnused();
    }

    // How often each row and column is there afterwards; null where it is something else than that.
    private static (int Rows, int Columns)? Factors(Node resize, IReadOnlyDictionary<string, ValueInfo> shapes)
    {
        var (from, to) = (shapes[resize.Inputs[0]], shapes[resize.Outputs[0]]);
        var style = (resize.Text("coordinate_transformation_mode", "half_pixel"),
            resize.Text("nearest_mode", "round_prefer_floor"));
        if (resize.Text("mode", "nearest") != "nearest" || !Repeating.Contains(style) ||
            !from.IsStatic || !to.IsStatic ||
            from.Shape is not [_, _, > 1, > 1] || to.Shape is not { Count: 4 }) return null;
        long Factor(int axis) => to.Shape[axis] % from.Shape[axis] == 0 ? to.Shape[axis] / from.Shape[axis] : 0;
        return (Factor(0), Factor(1)) == (1, 1) && Factor(2) > 0 && Factor(3) > 0
            ? ((int)Factor(2), (int)Factor(3))
            : null;
    }

    private static void Repeat(
        GraphModel model, string from, string to, IReadOnlyList<long> shape, int rows, int columns)
    {
        var (batch, channels, height, width) = (shape[0], shape[1], shape[2], shape[3]);
        string Next(Node node)
        {
            model.Nodes.Add(node);
            return node.Outputs[0];
        }

        string Name(string step) => model.FreshName($"{to}_{step}");
        string Shaped(string tensor, string step, params long[] sizes) => Next(new Node("Reshape",
            [tensor, model.AddWeight($"{to}_{step}_shape", Tensor.FromLongs(sizes, sizes.Length))], [Name(step)]));
        string Joined(string tensor, string step, int times, int axis) => Next(
            new Node("Concat", Enumerable.Repeat(tensor, times), [Name(step)]).Set("axis", axis));

        var pixels = Next(new Node("Transpose", [from], [Name("pixels")]).Set("perm", 0, 2, 3, 1));
        var single = Shaped(pixels, "single", batch, height, width, 1, channels);
        var wide = Joined(single, "wide", columns, axis: 3);
        var lines = Shaped(wide, "lines", batch, height, 1, columns * width * channels);
        var high = Joined(lines, "high", rows, axis: 2);
        var whole = Shaped(high, "whole", batch, rows * height, columns * width, channels);
        Next(new Node("Transpose", [whole], [to]).Set("perm", 0, 3, 1, 2));
    }
}
