using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Editing;

/// <summary>Gives open dimensions of inputs a size.</summary>
public static class StaticShapes
{
    /// <summary>Takes 1 for every open dimension; returns how many there were.</summary>
    public static int CloseOpenDimensions(GraphModel model)
    {
        var closed = 0;
        for (var i = 0; i < model.Inputs.Count; i++)
        {
            var input = model.Inputs[i];
            if (input.Shape is null || input.IsStatic) continue;
            closed += input.Shape.Count(dimension => dimension < 0);
            model.Inputs[i] = input with
            {
                Shape = [.. input.Shape.Select(dimension => dimension < 0 ? 1 : dimension)]
            };
        }

        return closed;
    }

    /// <summary>Writes the shapes that follow from the inputs into the outputs.</summary>
    /// <exception cref="GraphException">Shapes contradict each other.</exception>
    public static void UpdateOutputs(GraphModel model)
    {
        var shapes = ShapeInference.Infer(model);
        for (var i = 0; i < model.Outputs.Count; i++)
        {
            var found = shapes[model.Outputs[i].Name];
            if (found.Shape is not null && found.Type != ElementType.Undefined) model.Outputs[i] = found;
        }
    }
}
