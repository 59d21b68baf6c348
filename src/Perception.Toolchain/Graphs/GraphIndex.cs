namespace Perception.Toolchain.Graphs;

/// <summary>Who gives and who reads each tensor of a graph, as it was when this was made.</summary>
public sealed class GraphIndex
{
    private readonly Dictionary<string, Node> _producers = [];
    private readonly Dictionary<string, List<Node>> _consumers = [];
    private readonly HashSet<string> _outputs;

    public GraphIndex(GraphModel model)
    {
        _outputs = [.. model.Outputs.Select(output => output.Name)];
        foreach (var node in model.Nodes)
        {
            foreach (var output in node.Outputs.Where(output => output.Length > 0)) _producers.TryAdd(output, node);
            foreach (var input in node.Inputs.Concat(node.ImplicitInputs).Where(input => input.Length > 0).Distinct())
            {
                if (!_consumers.TryGetValue(input, out var readers)) _consumers.Add(input, readers = []);
                readers.Add(node);
            }
        }
    }

    /// <summary>The node that gives a tensor; null for inputs of the graph and constants.</summary>
    public Node? Producer(string? name) => name is null ? null : _producers.GetValueOrDefault(name);

    /// <summary>The nodes that read a tensor, each once.</summary>
    public IReadOnlyList<Node> Consumers(string name) => _consumers.TryGetValue(name, out var readers) ? readers : [];

    public bool IsOutput(string name) => _outputs.Contains(name);

    /// <summary>
    /// The only reader of a tensor that is no output of the graph; null where there is none or several.
    /// </summary>
    public Node? OnlyConsumer(string name) => !IsOutput(name) && Consumers(name) is [var only] ? only : null;
}
