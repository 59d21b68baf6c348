using Google.Protobuf;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Graphs;

/// <summary>
/// An operation of a graph. Inputs and outputs are names of tensors; an empty name is an input left out.
/// </summary>
public sealed class Node
{
    // Numbers of ONNX's attribute types.
    private const int FloatType = 1, IntegerType = 2, TextType = 3, TensorType = 4, IntegersType = 7, FloatsType = 6;

    /// <summary>A node of the standard operators.</summary>
    public Node(string operatorType, IEnumerable<string> inputs, IEnumerable<string> outputs, string? name = null)
        : this(new NodeProto { OpType = operatorType, Input = { inputs }, Output = { outputs } })
    {
        Proto.Name = name ?? Outputs[0];
    }

    internal Node(NodeProto proto) => Proto = proto;

    public string Name => Proto.Name;

    public string OperatorType
    {
        get => Proto.OpType;
        set => Proto.OpType = value;
    }

    /// <summary>Whose operator it is; empty for the standard ones.</summary>
    public string Domain => Proto.Domain is "ai.onnx" ? "" : Proto.Domain;

    public IList<string> Inputs => Proto.Input;

    public IList<string> Outputs => Proto.Output;

    /// <summary>How messages call it: its name, or the tensor that it gives.</summary>
    public string Label => $"{OperatorType} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault() ?? "")}'";

    internal NodeProto Proto { get; }

    /// <summary>Names that subgraphs of this node read from outside of them, or might.</summary>
    internal IEnumerable<string> ImplicitInputs => Proto.Attribute.SelectMany(Subgraphs).SelectMany(NamesReadIn);

    /// <summary>Whether the node is of a standard operator.</summary>
    public bool Is(string operatorType) => OperatorType == operatorType && Domain.Length == 0;

    /// <summary>The name of an input; null where it is left out.</summary>
    public string? Input(int index) => index < Inputs.Count && Inputs[index].Length > 0 ? Inputs[index] : null;

    public bool Has(string attribute) => Find(attribute) is not null;

    public long Integer(string attribute, long standard) =>
        Find(attribute) is { HasI: true } found ? found.I : standard;

    public float Float(string attribute, float standard) =>
        Find(attribute) is { HasF: true } found ? found.F : standard;

    public string Text(string attribute, string standard) => Find(attribute)?.S.ToStringUtf8() ?? standard;

    /// <summary>A list of whole numbers; null where the attribute is not there.</summary>
    public long[]? Integers(string attribute) => Find(attribute)?.Ints.ToArray();

    /// <summary>A list of numbers; null where the attribute is not there.</summary>
    public float[]? Floats(string attribute) => Find(attribute)?.Floats.ToArray();

    /// <summary>A constant; null where the attribute is not there.</summary>
    /// <exception cref="GraphException">It is damaged.</exception>
    public Tensor? Tensor(string attribute) =>
        Find(attribute)?.T is { } tensor ? Graphs.Tensor.From(tensor, $"'{attribute}' of {Label}", null) : null;

    public Node Set(string attribute, long value) =>
        Put(attribute, new AttributeProto { I = value, Type = IntegerType });

    public Node Set(string attribute, float value) =>
        Put(attribute, new AttributeProto { F = value, Type = FloatType });

    public Node Set(string attribute, string value) =>
        Put(attribute, new AttributeProto { S = ByteString.CopyFromUtf8(value), Type = TextType });

    public Node Set(string attribute, params long[] values) =>
        Put(attribute, new AttributeProto { Ints = { values }, Type = IntegersType });

    public Node Set(string attribute, params float[] values) =>
        Put(attribute, new AttributeProto { Floats = { values }, Type = FloatsType });

    public Node Set(string attribute, Tensor value) =>
        Put(attribute, new AttributeProto { T = value.ToProto(""), Type = TensorType });

    public Node Remove(string attribute)
    {
        if (Find(attribute) is { } found) Proto.Attribute.Remove(found);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Label}({string.Join(", ", Inputs)}) -> {string.Join(", ", Outputs)}";

    /// <summary>Makes what subgraphs of this node read from outside of them have another name.</summary>
    internal void RedirectInside(string from, string to)
    {
        foreach (var graph in Proto.Attribute.SelectMany(Subgraphs)) Redirect(graph, from, to);
    }

    private static void Redirect(GraphProto graph, string from, string to)
    {
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (node.Input[i] == from) node.Input[i] = to;
            }

            foreach (var inner in node.Attribute.SelectMany(Subgraphs)) Redirect(inner, from, to);
        }

        foreach (var output in graph.Output.Where(output => output.Name == from)) output.Name = to;
    }

    private static IEnumerable<GraphProto> Subgraphs(AttributeProto attribute) =>
        attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G);

    private static IEnumerable<string> NamesReadIn(GraphProto graph) => graph.Node
        .SelectMany(node => node.Input.Concat(node.Attribute.SelectMany(Subgraphs).SelectMany(NamesReadIn)))
        .Concat(graph.Output.Select(output => output.Name));

    private AttributeProto? Find(string name)
    {
        foreach (var attribute in Proto.Attribute)
        {
            if (attribute.Name == name) return attribute;
        }

        return null;
    }

    private Node Put(string name, AttributeProto attribute)
    {
        Remove(name);
        attribute.Name = name;
        Proto.Attribute.Add(attribute);
        return this;
    }
}
