namespace Perception.Toolchain.Graphs;

/// <summary>Orders nodes so that each comes after those whose tensors it reads.</summary>
internal static class TopologicalOrder
{
    /// <summary>The nodes of a model, as near to the order in which they are listed as possible.</summary>
    /// <exception cref="GraphException">There is a cycle; names a node on it.</exception>
    public static List<Node> Of(GraphModel model)
    {
        var index = new GraphIndex(model);
        var position = new Dictionary<Node, int>(model.Nodes.Count);
        var waiting = new Dictionary<Node, int>(model.Nodes.Count);
        foreach (var node in model.Nodes)
        {
            position[node] = position.Count;
            waiting[node] =
                node.Inputs.Concat(node.ImplicitInputs).Distinct().Count(input => index.Producer(input) is not null);
        }

        var ready = new PriorityQueue<Node, int>(
            model.Nodes.Where(node => waiting[node] == 0).Select(node => (node, position[node])));
        var order = new List<Node>(model.Nodes.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            var outputs = node.Outputs.Where(output => output.Length > 0).Distinct();
            foreach (var consumer in outputs.SelectMany(index.Consumers))
            {
                if (--waiting[consumer] == 0) ready.Enqueue(consumer, position[consumer]);
            }
        }

        return order.Count == model.Nodes.Count ? order : throw new GraphException(
            $"the graph of the model '{model.Name}' is cyclic: {CyclicNode(model, waiting, index).Label} needs its " +
            "own result");
    }

    // Going back along nodes that wait comes to a cycle after at most as many steps as there are nodes.
    private static Node CyclicNode(GraphModel model, Dictionary<Node, int> waiting, GraphIndex index)
    {
        var node = model.Nodes.First(candidate => waiting[candidate] > 0);
        for (var i = 0; i < model.Nodes.Count; i++)
        {
            node = node.Inputs.Concat(node.ImplicitInputs).Select(index.Producer)
                .First(producer => producer is not null && waiting[producer] > 0)!;
        }

        return node;
    }
}
