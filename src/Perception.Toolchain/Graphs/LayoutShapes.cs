namespace Perception.Toolchain.Graphs;

/// <summary>Shapes of operators that only move elements.</summary>
internal static class LayoutShapes
{
    public static void Concat(ShapeContext context)
    {
        var parts = Enumerable.Range(0, context.Node.Inputs.Count).Select(context.Shape).ToList();
        if (parts.Count == 0 || parts.Any(part => part is null || part.Count != parts[0]!.Count))
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        var shape = parts[0]!.ToArray();
        var axis = context.Axis(context.Node.Integer("axis", 0), shape.Length);
        foreach (var part in parts.Skip(1))
        {
            for (var i = 0; i < shape.Length; i++)
            {
                if (i == axis) shape[i] = shape[i] < 0 || part![i] < 0 ? -1 : checked(shape[i] + part[i]);
                else if (shape[i] >= 0 && part![i] >= 0 && shape[i] != part[i])
                    throw context.Contradiction(
                        $"{Shapes.Text(parts[0])} and {Shapes.Text(part)} cannot be joined along axis {axis}");
            }
        }

        context.Set(0, context.Type(0), shape);
    }

    public static void Slice(ShapeContext context)
    {
        var shape = context.Shape(0)?.ToArray();
        var starts = context.Integers("starts", 1);
        var ends = context.Integers("ends", 2);
        var axes = context.Integers("axes", 3);
        var stepsUnknown = context.Node.Input(4) is not null && context.Constant(4) is null;
        if (shape is null ||
            starts is null || ends is null || stepsUnknown || (context.Node.Input(3) is not null && axes is null))
        {
            context.Set(0, context.Type(0), shape?.Select(_ => -1L));
            return;
        }

        var steps = context.Constant(4)?.ToLongs();
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = context.Axis(axes?[i] ?? i, shape.Length);
            if (shape[axis] >= 0) shape[axis] = SliceLength(shape[axis], starts[i], ends[i], steps?[i] ?? 1);
        }

        context.Set(0, context.Type(0), shape);
    }

    public static void Split(ShapeContext context)
    {
        var shape = context.Shape(0);
        var count = context.Node.Outputs.Count;
        for (var i = 0; i < count; i++)
        {
            var part = shape?.ToArray();
            if (part is not null)
            {
                var axis = context.Axis(context.Node.Integer("axis", 0), part.Length);
                var sizes = context.Integers("split", 1);
                var even = (part[axis] + count - 1) / count;
                part[axis] = sizes?[i] ?? (part[axis] < 0 ? -1 : Math.Min(even, part[axis] - i * even));
            }

            context.Set(i, context.Type(0), part);
        }
    }

    public static void Reshape(ShapeContext context)
    {
        var target = context.Integers("shape", 1);
        var input = context.Shape(0);
        if (target is null)
        {
            context.Set(0, context.Type(0),
                context.Shape(1) is [var rank and >= 0 and < 64] ? Enumerable.Repeat(-1L, (int)rank) : null);
            return;
        }

        var keepZero = context.Node.Integer("allowzero", 0) == 0;
        var shape = target.Select(
            (dimension, i) => dimension == 0 && keepZero ? i < input?.Count ? input[i] : -1 : dimension).ToArray();
        var open = Array.IndexOf(target, -1);
        var total = input is null || input.Any(dimension => dimension < 0) ? -1 : Shapes.Product(input);
        var others = shape.Where((_, i) => i != open).ToList();
        if (total >= 0 && others.All(dimension => dimension >= 0))
        {
            var rest = Shapes.Product(others);
            if (open >= 0 && rest > 0 && total % rest == 0) shape[open] = total / rest;
            else if (open >= 0 ? rest > 0 : rest != total)
                throw context.Contradiction($"{Shapes.Text(input)} cannot be laid out as {Shapes.Text(target)}");
        }

        context.Set(0, context.Type(0), shape);
    }

    public static void Transpose(ShapeContext context)
    {
        var shape = context.Shape(0);
        if (shape is null) return;
        var order =
            context.Node.Integers("perm") ?? [.. Enumerable.Range(0, shape.Count).Reverse().Select(i => (long)i)];
        if (order.Length != shape.Count || order.Distinct().Count() != order.Length)
            throw context.Contradiction($"{Shapes.Text(order)} is no order of {shape.Count} axes");
        context.Set(0, context.Type(0), order.Select(axis => shape[context.Axis(axis, shape.Count)]));
    }

    public static void Flatten(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape) return;
        var given = context.Node.Integer("axis", 1);
        var axis = given == shape.Count ? shape.Count : context.Axis(given, shape.Count);
        context.Set(0, context.Type(0), [Product(shape.Take(axis)), Product(shape.Skip(axis))]);
    }

    public static void Squeeze(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape) return;
        var axes = context.Integers("axes", 1)?.Select(axis => context.Axis(axis, shape.Count)).ToHashSet();
        context.Set(0, context.Type(0),
            shape.Where((dimension, i) => axes is null ? dimension != 1 : !axes.Contains(i)));
    }

    public static void Unsqueeze(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape || context.Integers("axes", 1) is not { } axes) return;
        var result = new List<long>(shape);
        foreach (var axis in axes.Select(axis => context.Axis(axis, shape.Count + axes.Length)).Order())
        {
            result.Insert(axis, 1);
        }
        context.Set(0, context.Type(0), result);
    }

    public static void Pad(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape) return;
        var pads = context.Integers("pads", 1);
        var axes = context.Constant(3)?.ToLongs().Select(axis => context.Axis(axis, shape.Count)).ToList();
        if (pads is null || pads.Length != 2 * (axes?.Count ?? shape.Count))
        {
            context.Set(0, context.Type(0), shape.Select(_ => -1L));
            return;
        }

        var result = shape.ToArray();
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var axis = axes?[i] ?? i;
            if (result[axis] >= 0) result[axis] = checked(result[axis] + pads[i] + pads[i + pads.Length / 2]);
        }

        context.Set(0, context.Type(0), result);
    }

    public static void Gather(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape || context.Shape(1) is not { } indices) return;
        var axis = context.Axis(context.Node.Integer("axis", 0), shape.Count);
        context.Set(0, context.Type(0), shape.Take(axis).Concat(indices).Concat(shape.Skip(axis + 1)));
    }

    public static void Expand(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape || context.Constant(1)?.ToLongs() is not { } target) return;
        context.Set(0, context.Type(0), Shapes.Broadcast(shape, target)
            ?? throw context.Contradiction($"{Shapes.Text(shape)} does not expand to {Shapes.Text(target)}"));
    }

    public static void Tile(ShapeContext context)
    {
        if (context.Shape(0) is not { } shape || context.Constant(1)?.ToLongs() is not { } repeats) return;
        context.Set(0, context.Type(0),
            shape.Select((dimension, i) => dimension < 0 ? -1 : checked(dimension * repeats[i])));
    }

    public static void DepthToSpace(ShapeContext context)
    {
        var block = context.Node.Integer("blocksize", 1);
        if (context.Shape(0) is [var n, var c, var h, var w])
            context.Set(0, context.Type(0), [n, c < 0 ? -1 : c / (block * block), Times(h, block), Times(w, block)]);
    }

    public static void SpaceToDepth(ShapeContext context)
    {
        var block = context.Node.Integer("blocksize", 1);
        if (context.Shape(0) is [var n, var c, var h, var w])
            context.Set(0, context.Type(0),
                [n, Times(c, block * block), h < 0 ? -1 : h / block, w < 0 ? -1 : w / block]);
    }

    /// <summary>Elements of a slice along an axis, by ONNX's rules for what lies outside.</summary>
    internal static long SliceLength(long size, long start, long end, long step)
    {
        if (step == 0) throw new ArgumentException("a slice has no step 0", nameof(step));
        if (start < 0) start += size;
        if (end < 0) end = end < -size ? -1 : end + size;
        (start, end) = step > 0
            ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size))
            : (Math.Clamp(start, 0, size - 1), Math.Clamp(end, -1, size - 1));
        return Math.Max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
    }

    private static long Times(long dimension, long factor) => dimension < 0 ? -1 : checked(dimension * factor);

    private static long Product(IEnumerable<long> shape) =>
        shape.Any(dimension => dimension < 0) ? -1 : Shapes.Product(shape);
}
