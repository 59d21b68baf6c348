using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>
/// Makes a network take pictures of another size: with the input's shape, sizes change that the exporter wrote into
/// Reshape and Resize. Weights stay; how accurate they are at the new size only an evaluation tells.
/// </summary>
public static class InputSize
{
    /// <summary>Returns how many baked sizes changed.</summary>
    /// <exception cref="GraphException">The input is no picture, or a size is baked in where it cannot be
    /// followed.</exception>
    public static int Run(GraphModel model, int width, int height)
    {
        if (model.Inputs.Count == 0) throw new GraphException($"the model '{model.Name}' has no input");
        ConstantFolding.Run(model);
        var before = ShapeInference.Infer(model);
        var input = model.Inputs[0].Shape;
        model.Inputs[0] = Resized(model, width, height);
        var scaling = new Scaling(input is [_, 3, var h, _] ? h : input![1], input is [_, 3, _, var w] ? w : input![2],
            height, width);
        var changed = 0;
        foreach (var node in model.Nodes.ToList())
        {
            if (node.Is("Reshape") &&
                before[node.Inputs[0]].Shape is { } old && model.Constant(node.Inputs[1]) is { } target)
            {
                var now = ShapeNow(model, node);
                changed += Rebake(model, node, 1, target.ToLongs(),
                    Follow(old, target.ToLongs(), now, scaling) ?? throw Lost(model, node, old, target.ToLongs()));
            }
            else if (node.Is("Resize") && node.Input(3) is { } sizes && model.Constant(sizes) is { } baked)
            {
                var (from, now) = (before[node.Inputs[0]].Shape, ShapeNow(model, node));
                var axes = node.Integers("axes") ?? [.. Enumerable.Range(0, now.Count).Select(i => (long)i)];
                var was = baked.ToLongs();
                if (from is null || from.Any(size => size <= 0) || was.Length != axes.Length ||
                    axes.Any(axis => axis < -now.Count || axis >= now.Count))
                    throw Lost(model, node, from, was);
                long[] to = [.. axes.Select(axis => (int)(axis < 0 ? axis + now.Count : axis))
                    .Select((axis, i) => was[i] * now[axis] / from[axis])];
                changed += Rebake(model, node, 3, was, to);
            }
        }

        StaticShapes.UpdateOutputs(model);
        return changed;
    }

    // Of what a node reads, with the input's new size.
    private static IReadOnlyList<long> ShapeNow(GraphModel model, Node node) =>
        ShapeInference.Infer(SubGraph.Between(model, model.Inputs, [node.Inputs[0]]))[node.Inputs[0]].Shape
        ?? throw Lost(model, node, null, []);

    private static ValueInfo Resized(GraphModel model, int width, int height)
    {
        var input = model.Inputs[0];
        return input.Shape switch
        {
            [_, 3, _, _] => input with { Shape = [1, 3, height, width] },
            [_, _, _, 3] => input with { Shape = [1, height, width, 3] },
            _ => throw new GraphException(
                $"the model '{model.Name}' takes {input}, which is no picture [n,3,h,w] or [n,h,w,3]"),
        };
    }

    // Groups of the old shape's dimensions multiply to groups of the target's; the new ones take their places.
    private static long[]? Follow(IReadOnlyList<long> old, long[] target, IReadOnlyList<long> now, Scaling scaling)
    {
        if (old.SequenceEqual(now) || target.Length == 0) return target;
        long[] full = [.. target.Select((size, i) => size == 0 ? old[i] : size)];
        var open = Array.IndexOf(full, -1);
        if (open >= 0) full[open] = Shapes.Product(old) / Math.Max(1, Shapes.Product(full.Where(size => size > 0)));
        var result = new List<long>();
        int from = 0, to = 0;
        while (to < full.Length)
        {
            var (fromEnd, toEnd) = (from + 1, to + 1);
            var (left, right) = (from < old.Count ? old[from] : 1, full[to]);
            while (left != right)
            {
                if (left < right && fromEnd < old.Count) left *= old[fromEnd++];
                else if (right < left && toEnd < full.Length) right *= full[toEnd++];
                else return null;
            }

            var part = now.Skip(from).Take(fromEnd - from).ToList();
            if (Replace(full[to..toEnd], Shapes.Product(part), left, scaling) is not { } sizes) return null;
            result.AddRange(sizes);
            (from, to) = (fromEnd, toEnd);
        }

        if (open >= 0) result[open] = -1;
        return [.. result];
    }

    // What a group of dimensions becomes when its product does: the same, the product, or height and width by their
    // ratio to the picture's.
    private static long[]? Replace(long[] sizes, long product, long before, Scaling scaling)
    {
        if (product == before) return sizes;
        if (sizes.Length == 1) return [product];
        for (var i = 0; i + 1 < sizes.Length; i++)
        {
            if (sizes[i] * scaling.OldWidth != sizes[i + 1] * scaling.OldHeight) continue;
            long[] scaled = [.. sizes];
            scaled[i] = sizes[i] * scaling.Height / scaling.OldHeight;
            scaled[i + 1] = sizes[i + 1] * scaling.Width / scaling.OldWidth;
            if (Shapes.Product(scaled) == product) return scaled;
        }

        return null;
    }

    private static GraphException Lost(GraphModel model, Node node, IReadOnlyList<long>? old, long[] target) => new(
        $"{node.Label} of the model '{model.Name}' lays {Shapes.Text(old)} out as {Shapes.Text(target)}, which " +
        "cannot be followed to another " +
        "size; export the model at that size, or cut it before (--outputs)");

    private static int Rebake(GraphModel model, Node node, int input, long[] old, long[] now)
    {
        if (old.SequenceEqual(now)) return 0;
        node.Inputs[input] = model.AddWeight($"{node.Outputs[0]}_size", Tensor.FromLongs(now, now.Length));
        return 1;
    }

    private readonly record struct Scaling(long OldHeight, long OldWidth, long Height, long Width);
}
