namespace Perception.Toolchain.Graphs;

/// <summary>Cuts pieces out of a graph.</summary>
public static class SubGraph
{
    /// <summary>What computes some tensors from others: those nodes and constants, as a model of its own.</summary>
    /// <param name="model">The whole.</param>
    /// <param name="from">Tensors that become inputs, with type and shape.</param>
    /// <param name="to">Tensors that become outputs.</param>
    /// <exception cref="GraphException">Something needs an input of the whole that is not among
    /// <paramref name="from"/>.</exception>
    public static GraphModel Between(GraphModel model, IEnumerable<ValueInfo> from, IEnumerable<string> to)
    {
        var index = new GraphIndex(model);
        var inputs = from.ToDictionary(info => info.Name);
        var nodes = new HashSet<Node>();
        var weights = new HashSet<string>();
        var open = new Stack<string>(to);
        while (open.TryPop(out var name))
        {
            if (name.Length == 0 || inputs.ContainsKey(name)) continue;
            if (model.Weights.ContainsKey(name)) weights.Add(name);
            else if (index.Producer(name) is not { } node)
                throw new GraphException($"a part of the model '{model.Name}' needs '{name}', which is not given");
            else if (nodes.Add(node))
            {
                foreach (var input in node.Inputs.Concat(node.ImplicitInputs)) open.Push(input);
            }
        }

        var part = GraphModel.CreateLike(model);
        part.Nodes.AddRange(model.Nodes.Where(nodes.Contains).Select(node => new Node(node.Proto.Clone())));
        foreach (var name in weights) part.Weights.Add(name, model.Weights[name]);
        part.Inputs.AddRange(inputs.Values.Where(input => part.Nodes.Any(node =>
            node.Inputs.Contains(input.Name) || node.ImplicitInputs.Contains(input.Name))));
        part.Outputs.AddRange(to.Distinct().Select(name => new ValueInfo(name, ElementType.Undefined, null)));
        return part;
    }
}
