namespace Perception.Toolchain.Graphs;

/// <summary>A node whose outputs' shapes are asked for, with what is known of its inputs.</summary>
internal sealed class ShapeContext(
    GraphModel model, Node node, Dictionary<string, ValueInfo> known, IReadOnlyDictionary<string, Tensor> constants)
{
    public Node Node => node;

    public int Opset => model.Opset;

    /// <summary>The shape of an input; null where it is left out or not known.</summary>
    public IReadOnlyList<long>? Shape(int input) => Info(input)?.Shape;

    public ElementType Type(int input) => Info(input)?.Type ?? ElementType.Undefined;

    /// <summary>The value of an input that is a constant.</summary>
    public Tensor? Constant(int input) => node.Input(input) is { } name ? constants.GetValueOrDefault(name) : null;

    /// <summary>Whole numbers that are an attribute in old operator sets and an input in newer ones.</summary>
    public long[]? Integers(string attribute, int input) => node.Integers(attribute) ?? Constant(input)?.ToLongs();

    public void Set(int output, ElementType type, IEnumerable<long>? shape)
    {
        if (output >= node.Outputs.Count || node.Outputs[output].Length == 0) return;
        var dimensions = shape?.Select(dimension => dimension < 0 ? -1 : dimension).ToArray();
        if (dimensions is not null && Shapes.Product(dimensions.Where(dimension => dimension > 0)) == long.MaxValue)
            throw Contradiction($"its result would be {Shapes.Text(dimensions)}");
        known[node.Outputs[output]] = new ValueInfo(node.Outputs[output], type, dimensions);
    }

    /// <summary>Axis counted from the front.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Contradiction($"its axis {axis} is none of {rank}");

    public GraphException Contradiction(string what) =>
        new($"{node.Label} of the model '{model.Name}' does not fit: {what}");

    private ValueInfo? Info(int input) => node.Input(input) is { } name ? known.GetValueOrDefault(name) : null;
}
