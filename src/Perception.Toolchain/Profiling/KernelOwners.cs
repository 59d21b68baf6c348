using System.Globalization;
using System.Text.RegularExpressions;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Profiling;

/// <summary>
/// Finds the layer that a kernel computes. The runtime makes names of kernels from those of nodes, or from the tensor
/// that they give; a kernel that computes several layers may have the name of the last one.
/// </summary>
internal sealed partial class KernelOwners
{
    private const int MostFused = 5;

    private readonly GraphCost _cost;
    private readonly GraphIndex _index;
    private readonly Dictionary<string, int> _layerOfOutput = [];
    private readonly HashSet<int> _claimed = [];

    public KernelOwners(GraphModel model, GraphCost cost)
    {
        (_cost, _index) = (cost, new GraphIndex(model));
        for (var i = 0; i < model.Nodes.Count; i++)
        {
            foreach (var output in model.Nodes[i].Outputs) _layerOfOutput.TryAdd(output, i);
        }
    }

    /// <summary>A name for a node that is found again in those of kernels.</summary>
    public static string Mark(int layer) => string.Create(CultureInfo.InvariantCulture, $"<{layer}>");

    public bool IsClaimed(int layer) => _claimed.Contains(layer);

    /// <summary>The layer; null where the runtime put the kernel in itself.</summary>
    public int? Claim(ProfiledKernel kernel)
    {
        if (Named(kernel.Name) is not { } layer) return null;
        var wanted = Computes(kernel.Operator, layer) ? layer : Before(kernel.Operator, layer);
        return wanted is { } found && _claimed.Add(found) ? found : null;
    }

    private int? Named(string kernel)
    {
        if (Marks().Match(kernel) is { Success: true } mark)
        {
            return int.Parse(mark.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }
        const string blocked = "_nchwc";
        var tensor = kernel.EndsWith(blocked, StringComparison.Ordinal) ? kernel[..^blocked.Length] : kernel;
        return _layerOfOutput.TryGetValue(tensor, out var layer) ? layer : null;
    }

    // FusedConv, QLinearConv and the like end as what they compute; reordering carries names of layers that it is none
    // of.
    private bool Computes(string executed, int layer) =>
        executed == _cost.Layers[layer].Node.OperatorType ||
            executed.EndsWith(_cost.Layers[layer].Node.OperatorType, StringComparison.Ordinal) ||
        (!executed.StartsWith("Reorder", StringComparison.Ordinal) && executed is not ("Cast" or "Transpose") &&
            !executed.EndsWith("Conv", StringComparison.Ordinal));

    private int? Before(string executed, int layer)
    {
        if (!executed.EndsWith("Conv", StringComparison.Ordinal)) return null;
        var open = new Queue<(int Layer, int Distance)>([(layer, 0)]);
        while (open.TryDequeue(out var item))
        {
            if (_cost.Layers[item.Layer].Node.Is("Conv") && !_claimed.Contains(item.Layer)) return item.Layer;
            if (item.Distance == MostFused) continue;
            foreach (var input in _cost.Layers[item.Layer].Node.Inputs)
            {
                if (_index.Producer(input) is not null) open.Enqueue((_layerOfOutput[input], item.Distance + 1));
            }
        }

        return null;
    }

    [GeneratedRegex("<([0-9]+)>")]
    private static partial Regex Marks();
}
