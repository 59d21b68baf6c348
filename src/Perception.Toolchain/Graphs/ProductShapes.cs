namespace Perception.Toolchain.Graphs;

/// <summary>Shapes of matrix products.</summary>
internal static class ProductShapes
{
    public static void MatMul(ShapeContext context)
    {
        if (context.Shape(0) is not { Count: >= 1 } a || context.Shape(1) is not { Count: >= 1 } b)
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        long[] left = a.Count == 1 ? [1, a[0]] : [.. a];
        long[] right = b.Count == 1 ? [b[0], 1] : [.. b];
        if (left[^1] >= 0 && right[^2] >= 0 && left[^1] != right[^2])
            throw context.Contradiction($"{Shapes.Text(a)} times {Shapes.Text(b)} is no product of matrices");
        var batch = Shapes.Broadcast(left[..^2], right[..^2])
            ?? throw context.Contradiction($"{Shapes.Text(a)} and {Shapes.Text(b)} cannot be taken together");
        List<long> shape = [.. batch];
        if (a.Count > 1) shape.Add(left[^2]);
        if (b.Count > 1) shape.Add(right[^1]);
        context.Set(0, context.Type(0), shape);
    }

    public static void Gemm(ShapeContext context)
    {
        if (context.Shape(0) is not { Count: 2 } a || context.Shape(1) is not { Count: 2 } b)
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        context.Set(0, context.Type(0),
            [context.Node.Integer("transA", 0) != 0 ? a[1] : a[0],
                context.Node.Integer("transB", 0) != 0 ? b[0] : b[1]]);
    }
}
