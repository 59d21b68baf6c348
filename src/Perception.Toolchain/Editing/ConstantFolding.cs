using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Computes now what does not depend on the input, and removes what computes nothing.</summary>
public static class ConstantFolding
{
    // What is larger than this as a constant would cost more than it saves, and a hostile model could ask for anything.
    private const long LargestBytes = 64 << 20;

    private static readonly string[] Random =
        ["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli",
            "Dropout"];

    // Weights of quantized networks stay small behind these.
    private static readonly string[] Kept = ["QuantizeLinear", "DequantizeLinear"];

    /// <summary>Folds until nothing is left to fold; returns how many nodes went.</summary>
    /// <exception cref="GraphException">The constant part of the graph fails to run.</exception>
    public static int Run(GraphModel model)
    {
        var before = model.Nodes.Count;
        int count;
        do
        {
            count = model.Nodes.Count;
            TakeConstants(model);
            RemoveIdentities(model);
            TakeShapes(model);
            Compute(model);
            model.RemoveUnused();
        }
        while (model.Nodes.Count < count);
        return before - model.Nodes.Count;
    }

    /// <summary>Drops constants that nothing reads any more.</summary>
    internal static void RemoveUnusedWeights(GraphModel model)
    {
        var index = new GraphIndex(model);
        var unread = model.Weights.Keys.Where(name => index.Consumers(name).Count == 0 && !index.IsOutput(name));
        foreach (var name in unread.ToList()) model.Weights.Remove(name);
    }

    private static void TakeConstants(GraphModel model)
    {
        foreach (var node in model.Nodes.Where(node => node.Is("Constant")).ToList())
        {
            if (GraphModel.ConstantOf(node) is not { } value ||
                model.Outputs.Any(output => output.Name == node.Outputs[0])) continue;
            model.Nodes.Remove(node);
            model.Weights[node.Outputs[0]] = value;
        }
    }

    private static void RemoveIdentities(GraphModel model)
    {
        var index = new GraphIndex(model);
        foreach (var node in model.Nodes.Where(node => node.Is("Identity") || node.Is("Dropout")).ToList())
        {
            if (index.IsOutput(node.Outputs[0]) ||
                node.Outputs.Skip(1).Any(output => index.Consumers(output).Count > 0)) continue;
            if (node.Is("Dropout") && node.Input(2) is not null) continue;
            model.Nodes.Remove(node);
            model.Redirect(node.Outputs[0], node.Inputs[0]);
        }
    }

    // The shape of a tensor is a constant wherever it can be inferred.
    private static void TakeShapes(GraphModel model)
    {
        if (!model.Nodes.Any(node => node.Is("Shape"))) return;
        var shapes = ShapeInference.Infer(model);
        foreach (var node in model.Nodes.Where(node => node.Is("Shape")).ToList())
        {
            var info = shapes[node.Inputs[0]];
            if (!info.IsStatic || model.Outputs.Any(output => output.Name == node.Outputs[0])) continue;
            var rank = info.Shape!.Count;
            var start = Position(node.Integer("start", 0), rank);
            var end = Position(node.Integer("end", rank), rank);
            long[] value = [.. info.Shape.Skip(start).Take(Math.Max(0, end - start))];
            model.Nodes.Remove(node);
            model.Weights[node.Outputs[0]] = Tensor.FromLongs(value, value.Length);
        }
    }

    private static int Position(long at, int rank) => (int)Math.Clamp(at < 0 ? at + rank : at, 0, rank);

    private static void Compute(GraphModel model)
    {
        var shapes = ShapeInference.Infer(model);
        var folded = new HashSet<string>();
        var foldedNodes = new HashSet<Node>();
        foreach (var node in model.Nodes)
        {
            var constant = node.Inputs.All(
                input => input.Length == 0 || model.Weights.ContainsKey(input) || folded.Contains(input)) &&
                !node.ImplicitInputs.Any() &&
                    !Random.Contains(node.OperatorType) && !Kept.Contains(node.OperatorType) &&
                node.Outputs.All(output => output.Length == 0 || shapes[output].ByteLength is <= LargestBytes);
            if (!constant) continue;
            foldedNodes.Add(node);
            folded.UnionWith(node.Outputs);
        }

        var index = new GraphIndex(model);
        string[] wanted = [.. folded.Where(name => name.Length > 0 && !index.IsOutput(name) &&
            index.Consumers(name).Any(reader => !foldedNodes.Contains(reader)))];
        if (wanted.Length == 0) return;
        using var runner = new GraphRunner(SubGraph.Between(model, [], wanted), optimize: false);
        var values = runner.Run(new Dictionary<string, Tensor>());
        foreach (var node in foldedNodes.Where(node => node.Outputs.Any(wanted.Contains)))
        {
            if (node.Outputs.All(output =>
                output.Length == 0 || wanted.Contains(output) || index.Consumers(output).Count == 0))
                model.Nodes.Remove(node);
        }

        foreach (var (name, value) in values)
        {
            if (model.Nodes.Any(node => node.Outputs.Contains(name))) continue;
            model.Weights[name] = value;
        }
    }
}
