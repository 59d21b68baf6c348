namespace Perception.Toolchain.Graphs;

/// <summary>
/// Works out types and shapes of all tensors of a graph, for the operators of vision networks. Shapes that depend on
/// values which are no constants stay unknown: fold constants first (<see cref="Editing.ConstantFolding"/>).
/// </summary>
public static class ShapeInference
{
    /// <summary>Every tensor of the graph by name, constants included.</summary>
    /// <exception cref="GraphException">Shapes contradict each other; names the node.</exception>
    public static IReadOnlyDictionary<string, ValueInfo> Infer(GraphModel model)
    {
        var known = new Dictionary<string, ValueInfo>();
        var constants = new Dictionary<string, Tensor>(model.Weights);
        foreach (var (name, tensor) in model.Weights) known[name] = new ValueInfo(name, tensor.Type, tensor.Shape);
        foreach (var input in model.Inputs) known[input.Name] = input;
        foreach (var node in TopologicalOrder.Of(model))
        {
            if (node.Is("Constant") && GraphModel.ConstantOf(node) is { } value) constants[node.Outputs[0]] = value;
            var context = new ShapeContext(model, node, known, constants);
            try
            {
                ShapeRules.Apply(context);
            }
            catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or OverflowException
                or DivideByZeroException)
            {
                throw context.Contradiction("its inputs have shapes that it cannot take");
            }

            foreach (var output in node.Outputs.Where(output => output.Length > 0))
                known.TryAdd(output, new ValueInfo(output, ElementType.Undefined, null));
        }

        // What the file says of an output fills what could not be worked out.
        foreach (var output in model.Outputs)
        {
            if (known.TryGetValue(output.Name, out var found) && found.Shape is null) known[output.Name] = output;
        }

        return known;
    }
}
