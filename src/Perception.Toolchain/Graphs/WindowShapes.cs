namespace Perception.Toolchain.Graphs;

/// <summary>Shapes of operators that move a window over a picture, and of resizing.</summary>
internal static class WindowShapes
{
    public static void Convolution(ShapeContext context) => Convolution(context, 1);

    public static void QuantizedConvolution(ShapeContext context) => Convolution(context, 3);

    public static void TransposedConvolution(ShapeContext context)
    {
        var (input, weights) = (context.Shape(0), context.Shape(1));
        if (input is null || weights is null ||
            Window.Of(context.Node, weights) is not { } window || input.Count != window.Kernel.Count + 2)
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        var extra = context.Node.Integers("output_padding");
        var given = context.Node.Integers("output_shape");
        List<long> shape = [input[0], weights[1] * context.Node.Integer("group", 1)];
        for (var i = 0; i < window.Kernel.Count; i++)
        {
            var size = input[i + 2];
            shape.Add(given is not null ? given[i - window.Kernel.Count + given.Length]
                : size < 0 ? -1
                : window.AutoPad is "SAME_UPPER" or "SAME_LOWER" ? size * window.Strides[i]
                : checked(
                    window.Strides[i] * (size - 1) + (extra?[i] ?? 0) + (window.Kernel[i] - 1) * window.Dilations[i] + 1
                    - window.Pads[i] - window.Pads[i + window.Kernel.Count]));
        }

        context.Set(0, context.Type(0), shape);
    }

    public static void Pool(ShapeContext context)
    {
        var input = context.Shape(0);
        if (input is null || Window.Of(context.Node, null) is not { } window || input.Count != window.Kernel.Count + 2)
        {
            context.Set(0, context.Type(0), null);
            return;
        }

        var roundUp = context.Node.Integer("ceil_mode", 0) != 0;
        long[] shape =
            [input[0], input[1], .. window.Kernel.Select((_, i) => window.Positions(i, input[i + 2], roundUp))];
        context.Set(0, context.Type(0), shape);
        context.Set(1, ElementType.Int64, shape);
    }

    public static void GlobalPool(ShapeContext context) =>
        context.Set(0, context.Type(0), context.Shape(0)?.Select((dimension, i) => i < 2 ? dimension : 1));

    public static void Resize(ShapeContext context)
    {
        var shape = context.Shape(0);
        var upsample = context.Node.Is("Upsample") || context.Opset < 11;
        var sizes = upsample ? null : context.Constant(3)?.ToLongs();
        var scales = context.Node.Floats("scales") ?? context.Constant(upsample ? 1 : 2)?.ToFloats();
        context.Set(0, context.Type(0), shape is null ? null
            : sizes?.Length == shape.Count ? sizes
            : scales?.Length == shape.Count
                ? shape.Select(
                    (dimension, i) => dimension < 0 ? -1 : checked((long)Math.Floor(dimension * (double)scales[i])))
            : shape.Select((dimension, i) => i < 2 ? dimension : -1));
    }

    private static void Convolution(ShapeContext context, int weightInput)
    {
        var (input, weights) = (context.Shape(0), context.Shape(weightInput));
        var type = weightInput == 1 ? context.Type(0) : context.Type(7);
        if (input is null || weights is null ||
            Window.Of(context.Node, weights) is not { } window || input.Count != window.Kernel.Count + 2)
        {
            context.Set(0, type, null);
            return;
        }

        var channels = weights[1] * context.Node.Integer("group", 1);
        if (input[1] >= 0 && channels >= 0 && input[1] != channels)
            throw context.Contradiction($"its weights are for {channels} channels, and its input has {input[1]}");
        context.Set(0, type,
            [input[0], weights[0], .. window.Kernel.Select((_, i) => window.Positions(i, input[i + 2], false))]);
    }
}
