using Perception.Decoding;
using Perception.Inference;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Cuts post-processing off a network, or adds it.</summary>
public static class OutputEdits
{
    /// <summary>
    /// Makes other tensors the outputs and drops what only the old ones needed; returns how many nodes went.
    /// </summary>
    /// <exception cref="GraphException">The graph has no such tensor.</exception>
    public static int Cut(GraphModel model, IReadOnlyList<string> names)
    {
        var shapes = ShapeInference.Infer(model);
        if (names.FirstOrDefault(name => !model.Nodes.Any(node => node.Outputs.Contains(name))) is { } missing)
            throw new GraphException($"the model '{model.Name}' has no tensor '{missing}' to make an output; " +
                $"it has {string.Join(", ", model.Nodes.SelectMany(node => node.Outputs).TakeLast(8))} and others " +
                "(see describe --layers)");
        model.Outputs.Clear();
        model.Outputs.AddRange(names.Select(name => shapes[name]));
        return model.RemoveUnused();
    }

    /// <summary>
    /// Replaces an output [n, classes, h, w] of class scores by the number of the best class [n, h, w] of uint8.
    /// </summary>
    /// <exception cref="GraphException">There is no such output, or it has another shape.</exception>
    public static void AddArgMax(GraphModel model, string output)
    {
        var at = IndexOf(model, output);
        if (ShapeInference.Infer(model)[output].Shape is not [var n, var classes and <= 256, var h, var w])
            throw new GraphException(
                $"{model.Outputs[at]} of the model '{model.Name}' is no [n,classes,h,w] with up to 256 classes");
        var scores = Rename(model, output);
        var best = model.FreshName($"{output}_best");
        model.Nodes.Add(new Node("ArgMax", [scores], [best]).Set("axis", 1).Set("keepdims", 0));
        model.Nodes.Add(new Node("Cast", [best], [output]).Set("to", (long)ElementType.UInt8));
        model.Outputs[at] = new ValueInfo(output, ElementType.UInt8, [n, h, w]);
    }

    /// <summary>Adds to a raw YOLOX output what brings its boxes to pixels of the network's input.</summary>
    /// <exception cref="GraphException">There is no such output, or it has no shape of YOLOX's.</exception>
    public static void AddYoloxDecoding(GraphModel model, string output)
    {
        var at = IndexOf(model, output);
        var shape = ShapeInference.Infer(model)[output].Shape;
        var (height, width) = model.Inputs[0].Shape is [_, 3, var h and > 0, var w and > 0] ? ((int)h, (int)w) : (0, 0);
        if (shape is not [1, _, _] ||
            YoloxGrid.FindStrides([.. shape.Select(d => (int)d)], width, height) is not { } strides)
            throw new GraphException($"{model.Outputs[at]} of the model '{model.Name}' has no shape of YOLOX's for " +
                $"an input of {width}x{height}");
        var cells = strides.SelectMany(stride => Cells(stride, width, height)).ToList();
        var grid = model.AddWeight("yolox_grid",
            Tensor.FromFloats([.. cells.SelectMany(cell => new[] { cell.X, cell.Y })], 1, cells.Count, 2));
        var steps = model.AddWeight("yolox_stride",
            Tensor.FromFloats([.. cells.Select(cell => cell.Stride)], 1, cells.Count, 1));

        var raw = Rename(model, output);
        string Node(string type, params string[] inputs)
        {
            var name = model.FreshName($"{output}_{type.ToLowerInvariant()}");
            model.Nodes.Add(new Node(type, inputs, [name]));
            return name;
        }

        string Slice(long from, long to) =>
            Node("Slice", raw, Integer(model, from), Integer(model, to), Integer(model, 2));
        var centres = Node("Mul", Node("Add", Slice(0, 2), grid), steps);
        var sizes = Node("Mul", Node("Exp", Slice(2, 4)), steps);
        model.Nodes.Add(new Node("Concat", [centres, sizes, Slice(4, int.MaxValue)], [output]).Set("axis", 2));
    }

    private static IEnumerable<(float X, float Y, float Stride)> Cells(int stride, int width, int height) =>
        from y in Enumerable.Range(0, height / stride)
        from x in Enumerable.Range(0, width / stride)
        select ((float)x,
            (float)y, (float)stride);

    private static string Integer(GraphModel model, long value) =>
        model.AddWeight($"integer_{value}", Tensor.FromLongs([value], 1));

    private static int IndexOf(GraphModel model, string output)
    {
        var at = model.Outputs.FindIndex(info => info.Name == output);
        return at >= 0 ? at : throw new GraphException(
            $"the model '{model.Name}' has no output '{output}'; it has " +
            $"{string.Join(", ", model.Outputs.Select(info => info.Name))}");
    }

    // The output's name goes to what is added; what was there gets another one.
    private static string Rename(GraphModel model, string output)
    {
        var name = model.FreshName($"{output}_raw");
        var producer = model.Nodes.First(node => node.Outputs.Contains(output));
        producer.Outputs[producer.Outputs.IndexOf(output)] = name;
        model.Redirect(output, name);
        return name;
    }
}
