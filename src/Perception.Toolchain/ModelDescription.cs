using Perception.Toolchain.Editing;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain;

/// <summary>What a network is made of and what it costs.</summary>
/// <param name="Model">The network as it stands in its file.</param>
/// <param name="OperatorCounts">How often each operator occurs in the file, most frequent first.</param>
/// <param name="Shapes">Every tensor, after folding constants and with open dimensions taken as 1.</param>
/// <param name="Cost">What it costs, in that state.</param>
public sealed record ModelDescription(
    GraphModel Model, IReadOnlyList<(string Operator, int Count)> OperatorCounts, IReadOnlyDictionary<string,
    ValueInfo> Shapes,
    GraphCost Cost)
{
    /// <summary>
    /// Whether inputs have open dimensions, so that shapes and costs are those of one of their sizes.
    /// </summary>
    public bool HasOpenInputs => Model.Inputs.Any(input => !input.IsStatic);

    /// <summary>Looks at a network; the model itself stays as it is.</summary>
    /// <exception cref="GraphException">Its shapes contradict each other.</exception>
    public static ModelDescription Of(GraphModel model)
    {
        var counts = model.Nodes.GroupBy(
            node => node.Domain.Length > 0 ? $"{node.Domain}.{node.OperatorType}" : node.OperatorType)
            .Select(group => (group.Key, group.Count()))
            .OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.Key, StringComparer.Ordinal);
        var folded = model.Clone();
        StaticShapes.CloseOpenDimensions(folded);
        ConstantFolding.Run(folded);
        var shapes = ShapeInference.Infer(folded);
        return new ModelDescription(model, [.. counts], shapes, GraphCost.Of(folded, shapes));
    }
}
