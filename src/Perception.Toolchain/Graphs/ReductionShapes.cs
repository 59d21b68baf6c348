namespace Perception.Toolchain.Graphs;

/// <summary>Shapes of operators that bring an axis down to one or a few elements.</summary>
internal static class ReductionShapes
{
    public static void Reduce(ShapeContext context)
    {
        var shape = context.Shape(0);
        var given = context.Node.Input(1) is not null && context.Constant(1) is null;
        if (shape is null || given)
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        var axes = (context.Integers("axes", 1) ?? []).Select(axis => context.Axis(axis, shape.Count)).ToHashSet();
        if (axes.Count == 0 && context.Node.Integer("noop_with_empty_axes", 0) == 0)
        {
            axes = [.. Enumerable.Range(0, shape.Count)];
        }
        context.Set(0, context.Type(0), Without(shape, axes, context.Node.Integer("keepdims", 1) != 0));
    }

    public static void ArgReduce(ShapeContext context)
    {
        var shape = context.Shape(0);
        context.Set(0, ElementType.Int64, shape is null ? null
            : Without(shape, [context.Axis(context.Node.Integer("axis", 0), shape.Count)],
                context.Node.Integer("keepdims", 1) != 0));
    }

    public static void TopK(ShapeContext context)
    {
        var shape = context.Shape(0)?.ToArray();
        if (shape is not null)
        {
            var count = context.Constant(1)?.ToLongs() is [var k] ? k : context.Node.Integer("k", -1);
            shape[context.Axis(context.Node.Integer("axis", -1), shape.Length)] = count;
        }

        context.Set(0, context.Type(0), shape);
        context.Set(1, ElementType.Int64, shape);
    }

    private static IEnumerable<long> Without(IReadOnlyList<long> shape, HashSet<int> axes, bool keep) =>
        shape.Select((dimension, i) => (dimension, i)).Where(at => keep || !axes.Contains(at.i))
            .Select(at => axes.Contains(at.i) ? 1 : at.dimension);
}
