using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Graphs;

/// <summary>What must hold for a graph that tools can work on; refuses with one sentence what does not.</summary>
internal static class GraphCheck
{
    private const int DeepestNesting = 16;

    // Inputs that an operator cannot do without, where they are not one.
    private static readonly Dictionary<string, int> LeastInputs = new()
    {
        ["Constant"] = 0,
        ["RandomNormal"] = 0,
        ["RandomUniform"] = 0,
        ["Optional"] = 0,
        ["SequenceEmpty"] = 0,
        ["Loop"] = 0,
        ["Scan"] = 0,
        ["Add"] = 2,
        ["Sub"] = 2,
        ["Mul"] = 2,
        ["Div"] = 2,
        ["Pow"] = 2,
        ["Mod"] = 2,
        ["PRelu"] = 2,
        ["Equal"] = 2,
        ["Greater"] = 2,
        ["Less"] = 2,
        ["And"] = 2,
        ["Or"] = 2,
        ["Xor"] = 2,
        ["MatMul"] = 2,
        ["Gemm"] = 2,
        ["Conv"] = 2,
        ["ConvTranspose"] = 2,
        ["Reshape"] = 2,
        ["Gather"] = 2,
        ["Expand"] = 2,
        ["Tile"] = 2,
        ["QuantizeLinear"] = 2,
        ["DequantizeLinear"] = 2,
        ["Where"] = 3,
        ["BatchNormalization"] = 5,
        ["QLinearConv"] = 8,
    };

    /// <exception cref="GraphException">Says what is wrong with the model.</exception>
    public static void Run(GraphModel model, ModelProto proto)
    {
        CheckVersions(model, proto);
        foreach (var node in model.Nodes) CheckNode(model, node);
        CheckNames(model);
    }

    private static void CheckVersions(GraphModel model, ModelProto proto)
    {
        if (model.Opset is < KnownOperators.OldestOpset or > KnownOperators.NewestOpset)
        {
            throw new GraphException(
                $"the model '{model.Name}' needs operator set {model.Opset}; known are {KnownOperators.OldestOpset} " +
                $"to {KnownOperators.NewestOpset}");
        }

        if (proto.Functions.Count > 0)
            throw new GraphException(
                $"the model '{model.Name}' defines functions of its own, which are not known here; inline them");
        if (proto.Graph.SparseInitializer.Count > 0)
            throw new GraphException(
                $"the model '{model.Name}' has sparse constants, which are not known here; store them as dense ones");
    }

    private static void CheckNode(GraphModel model, Node node)
    {
        if (!KnownOperators.Contains(node))
        {
            var domain = node.Domain.Length > 0 ? $"{node.Domain}." : "";
            throw new GraphException(
                $"the model '{model.Name}' has the operator '{domain}{node.OperatorType}' ({node.Label}), which is " +
                "not known");
        }

        if (!node.Outputs.Any(output => output.Length > 0))
            throw new GraphException($"{node.Label} of the model '{model.Name}' gives nothing");
        var least = node.Domain.Length > 0 ? 0 : LeastInputs.GetValueOrDefault(node.OperatorType, 1);
        if (Enumerable.Range(0, least).Any(index => node.Input(index) is null))
            throw new GraphException(
                $"{node.Label} of the model '{model.Name}' reads {node.Inputs.Count(input => input.Length > 0)} " +
                $"tensors; it needs its first {least}");
        foreach (var attribute in node.Proto.Attribute) CheckNesting(model, attribute, 0);
    }

    private static void CheckNesting(GraphModel model, AttributeProto attribute, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new GraphException($"the model '{model.Name}' nests graphs deeper than {DeepestNesting}");
        }
        foreach (var graph in attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G))
        {
            foreach (var inner in graph.Node.SelectMany(node => node.Attribute)) CheckNesting(model, inner, depth + 1);
        }
    }

    private static void CheckNames(GraphModel model)
    {
        var given = new HashSet<string>(model.Weights.Keys);
        foreach (var input in model.Inputs)
        {
            if (!given.Add(input.Name))
            {
                throw new GraphException($"the model '{model.Name}' has two inputs '{input.Name}'");
            }
        }

        foreach (var output in model.Nodes.SelectMany(node => node.Outputs).Where(output => output.Length > 0))
        {
            if (!given.Add(output))
            {
                throw new GraphException($"the model '{model.Name}' gives the tensor '{output}' twice");
            }
        }

        foreach (var node in model.Nodes)
        {
            if (node.Inputs.FirstOrDefault(input => input.Length > 0 && !given.Contains(input)) is { } missing)
                throw new GraphException(
                    $"{node.Label} of the model '{model.Name}' reads '{missing}', which neither a node, nor an " +
                    "input, nor a weight gives");
        }

        if (model.Outputs.FirstOrDefault(output => !given.Contains(output.Name)) is { } lost)
            throw new GraphException($"the model '{model.Name}' has the output '{lost.Name}', which nothing gives");
    }
}
