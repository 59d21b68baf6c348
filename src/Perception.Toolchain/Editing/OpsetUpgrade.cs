using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Brings a graph to operator set 13, from which on weights can be quantized by channel. Exact.</summary>
public static class OpsetUpgrade
{
    private const int Oldest = 11, Wanted = 13;

    /// <summary>Does nothing where the set is 13 or newer.</summary>
    /// <exception cref="GraphException">The set is older than 11, or a Softmax lies in a shape that is not
    /// known.</exception>
    public static void Run(GraphModel model)
    {
        if (model.Opset >= Wanted) return;
        if (model.Opset < Oldest)
            throw new GraphException(
                $"the model '{model.Name}' is of operator set {model.Opset}; export it with {Oldest} or newer");
        var shapes = ShapeInference.Infer(model);
        foreach (var node in model.Nodes.ToList())
        {
            switch (node.OperatorType)
            {
                case "Squeeze" or "Unsqueeze" or "ReduceSum" when node.Integers("axes") is { } axes:
                    MoveToInput(model, node, "axes", axes);
                    break;
                case "Split" when node.Integers("split") is { } sizes:
                    MoveToInput(model, node, "split", sizes);
                    break;
                case "Softmax" or "LogSoftmax" or "Hardmax":
                    Flatten(model, node, shapes[node.Inputs[0]]);
                    break;
            }
        }

        model.Opset = Wanted;
        model.Sort();
    }

    private static void MoveToInput(GraphModel model, Node node, string attribute, long[] values)
    {
        node.Remove(attribute);
        node.Inputs.Add(model.AddWeight($"{node.Outputs[0]}_{attribute}", Tensor.FromLongs(values, values.Length)));
    }

    // It used to work on all dimensions from the axis on as if they were one.
    private static void Flatten(GraphModel model, Node node, ValueInfo input)
    {
        var axis = node.Integer("axis", 1);
        if (input.Shape is not { } shape)
            throw new GraphException($"{node.Label} of the model '{model.Name}' works on a shape that is not known; " +
                "give the model static shapes");
        if (axis < 0) axis += shape.Count;
        node.Set("axis", -1);
        if (shape.Skip((int)axis + 1).All(dimension => dimension == 1))
        {
            node.Set("axis", axis);
            return;
        }

        if (!input.IsStatic)
            throw new GraphException(
                $"{node.Label} of the model '{model.Name}' works on {input}; give the model static shapes");
        var (flat, whole) = (model.FreshName($"{node.Outputs[0]}_flat"), model.FreshName($"{node.Outputs[0]}_rows"));
        long[] rows = [Shapes.Product(shape.Take((int)axis)), Shapes.Product(shape.Skip((int)axis))];
        model.Nodes.Add(
            new Node("Reshape", [node.Inputs[0], model.AddWeight("rows", Tensor.FromLongs(rows, 2))], [flat]));
        model.Nodes.Add(new Node(
            "Reshape", [whole, model.AddWeight("shape", Tensor.FromLongs([.. shape], shape.Count))],
            [node.Outputs[0]]));
        node.Inputs[0] = flat;
        node.Outputs[0] = whole;
    }
}
