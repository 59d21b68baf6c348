namespace Perception.Toolchain.Graphs;

/// <summary>Which shape each operator gives.</summary>
internal static class ShapeRules
{
    private static readonly Dictionary<string, Action<ShapeContext>> Rules = Create();

    /// <summary>Sets what is known about the outputs of a node; nothing for operators without a rule.</summary>
    public static void Apply(ShapeContext context)
    {
        if (Rules.TryGetValue(context.Node.OperatorType, out var rule)) rule(context);
    }

    private static Dictionary<string, Action<ShapeContext>> Create()
    {
        var rules = new Dictionary<string, Action<ShapeContext>>();
        void Add(Action<ShapeContext> rule, params string[] operators)
        {
            foreach (var name in operators) rules[name] = rule;
        }

        Add(Same, "Abs", "Acos", "Asin", "Atan", "BatchNormalization", "Ceil", "Celu", "Clip", "Cos", "CumSum",
            "Dropout", "Elu", "Erf", "Exp",
            "Floor", "Gelu", "HardSigmoid", "HardSwish", "Hardmax", "Identity", "InstanceNormalization", "LRN",
            "LayerNormalization",
            "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "MeanVarianceNormalization", "Mish", "Neg", "Not",
            "PRelu", "Reciprocal", "Relu",
            "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Softmax", "Softplus", "Softsign", "Sqrt", "Tan",
            "Tanh",
            "ThresholdedRelu", "Trilu", "QuickGelu", "GroupNormalization");
        Add(Broadcast, "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Mean", "Sum", "Mod");
        Add(Compare, "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor");
        Add(ReductionShapes.Reduce, "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1",
            "ReduceL2",
            "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare");
        Add(ReductionShapes.ArgReduce, "ArgMax", "ArgMin");
        Add(ReductionShapes.TopK, "TopK");
        Add(WindowShapes.Convolution, "Conv");
        Add(WindowShapes.QuantizedConvolution, "QLinearConv");
        Add(WindowShapes.TransposedConvolution, "ConvTranspose");
        Add(WindowShapes.Pool, "MaxPool", "AveragePool", "LpPool");
        Add(WindowShapes.GlobalPool, "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool");
        Add(WindowShapes.Resize, "Resize", "Upsample");
        Add(LayoutShapes.Concat, "Concat");
        Add(LayoutShapes.Slice, "Slice");
        Add(LayoutShapes.Split, "Split");
        Add(LayoutShapes.Reshape, "Reshape");
        Add(LayoutShapes.Transpose, "Transpose");
        Add(LayoutShapes.Flatten, "Flatten");
        Add(LayoutShapes.Squeeze, "Squeeze");
        Add(LayoutShapes.Unsqueeze, "Unsqueeze");
        Add(LayoutShapes.Pad, "Pad");
        Add(LayoutShapes.Gather, "Gather");
        Add(LayoutShapes.Expand, "Expand");
        Add(LayoutShapes.Tile, "Tile");
        Add(LayoutShapes.DepthToSpace, "DepthToSpace");
        Add(LayoutShapes.SpaceToDepth, "SpaceToDepth");
        Add(ProductShapes.MatMul, "MatMul");
        Add(ProductShapes.Gemm, "Gemm");
        Add(context => context.Set(0, (ElementType)context.Node.Integer("to", 0), context.Shape(0)), "Cast");
        Add(context => context.Set(0,
            context.Type(2) == ElementType.Undefined ? ElementType.UInt8 : context.Type(2), context.Shape(0)),
            "QuantizeLinear");
        Add(context => context.Set(0, context.Type(1), context.Shape(0)), "DequantizeLinear");
        Add(context => context.Set(0, ElementType.Int64, context.Shape(0) is { } shape ? [shape.Count] : null),
            "Shape");
        Add(context => context.Set(0, ElementType.Int64, []), "Size");
        Add(Constant, "Constant");
        Add(context => context.Set(0,
            context.Node.Tensor("value")?.Type ?? ElementType.Float32, context.Constant(0)?.ToLongs()),
            "ConstantOfShape");
        Add(Where, "Where");
        return rules;
    }

    private static void Same(ShapeContext context)
    {
        context.Set(0, context.Type(0), context.Shape(0));
        if (context.Node.Is("Dropout")) context.Set(1, ElementType.Bool, context.Shape(0));
    }

    private static void Broadcast(ShapeContext context) => Broadcast(context, context.Type(0), 0);

    private static void Compare(ShapeContext context) => Broadcast(context, ElementType.Bool, 0);

    private static void Where(ShapeContext context) => Broadcast(context, context.Type(1), 0);

    private static void Broadcast(ShapeContext context, ElementType type, int first)
    {
        IReadOnlyList<long>? shape = [];
        for (var i = first; i < context.Node.Inputs.Count && shape is not null; i++)
        {
            if (context.Shape(i) is not { } other) shape = null;
            else shape = Shapes.Broadcast(shape, other)
                ?? throw context.Contradiction(
                    $"{Shapes.Text(shape)} and {Shapes.Text(other)} cannot be taken together");
        }

        context.Set(0, type, shape);
    }

    private static void Constant(ShapeContext context)
    {
        if (GraphModel.ConstantOf(context.Node) is { } value) context.Set(0, value.Type, value.Shape);
    }
}
