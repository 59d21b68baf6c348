using Google.Protobuf;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Graphs;

/// <summary>
/// A network as a graph that tools look at and change: nodes, constants, inputs and outputs. What these do not show of
/// the file (metadata, unknown fields) survives; shapes of inner tensors are worked out anew by
/// <see cref="ShapeInference"/>.
/// </summary>
public sealed class GraphModel
{
    private readonly ModelProto _proto;
    private int _fresh;

    private GraphModel(ModelProto proto, string name, string? folder)
    {
        _proto = proto;
        Name = name;
        Nodes = [.. proto.Graph.Node.Select(node => new Node(node))];
        foreach (var tensor in proto.Graph.Initializer)
        {
            if (!Weights.TryAdd(tensor.Name, Tensor.From(tensor, $"'{tensor.Name}' of the model '{name}'", folder)))
                throw new GraphException($"the model '{name}' has two constants of the name '{tensor.Name}'");
        }

        // Before IR version 4 constants had to be listed as inputs, too.
        Inputs = [.. proto.Graph.Input.Where(input => !Weights.ContainsKey(input.Name)).Select(Info)];
        Outputs = [.. proto.Graph.Output.Select(Info)];
        GraphCheck.Run(this, proto);
        Nodes = TopologicalOrder.Of(this);
    }

    private GraphModel(GraphModel other)
    {
        _proto = other._proto.Clone();
        _fresh = other._fresh;
        Name = other.Name;
        Nodes = [.. other.Nodes.Select(node => new Node(node.Proto.Clone()))];
        Weights = new Dictionary<string, Tensor>(other.Weights);
        Inputs = [.. other.Inputs];
        Outputs = [.. other.Outputs];
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The operations; in an order in which they can run when loaded and after <see cref="Sort"/>.</summary>
    public List<Node> Nodes { get; private set; }

    /// <summary>Constants by name.</summary>
    public Dictionary<string, Tensor> Weights { get; } = [];

    public List<ValueInfo> Inputs { get; }

    public List<ValueInfo> Outputs { get; }

    /// <summary>Version of the standard operators.</summary>
    public int Opset
    {
        get => (int)(StandardOpset?.Version ?? 0);
        set
        {
            if (StandardOpset is { } standard) standard.Version = value;
            else _proto.OpsetImport.Add(new OperatorSetProto { Version = value });
        }
    }

    public string Producer => _proto.ProducerName;

    private OperatorSetProto? StandardOpset => _proto.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx");

    /// <summary>An empty graph, to be filled.</summary>
    public static GraphModel Create(string name, int opset)
    {
        var proto =
            new ModelProto { IrVersion = 8, ProducerName = "edge_perception", Graph = new GraphProto { Name = name } };
        proto.OpsetImport.Add(new OperatorSetProto { Version = opset });
        return new GraphModel(proto, name, null);
    }

    /// <summary>Reads an ONNX file, with constants that lie beside it.</summary>
    /// <exception cref="GraphException">It cannot be read, is damaged, or needs operators that are not
    /// known.</exception>
    public static GraphModel Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new GraphException($"the model '{path}' does not exist; give the path of an ONNX file");
        }
        try
        {
            return Parse(File.ReadAllBytes(path), path, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"the model '{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads the bytes of an ONNX file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">Where constants of other files lie; null where there are none.</param>
    /// <exception cref="GraphException">As for <see cref="Load"/>.</exception>
    public static GraphModel Parse(byte[] bytes, string name, string? folder = null)
    {
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GraphException(
                $"the model '{name}' ({bytes.Length} bytes) is no ONNX file, or is damaged or cut: " +
                $"{e.Message.Split('\n')[0]}");
        }

        if (proto.Graph is null)
        {
            throw new GraphException($"the model '{name}' has no graph: it is no ONNX file, or is cut");
        }
        return new GraphModel(proto, name, folder);
    }

    /// <summary>An empty graph with the operator sets of another.</summary>
    internal static GraphModel CreateLike(GraphModel other)
    {
        var empty = Create(other.Name, other.Opset);
        empty._proto.OpsetImport.Clear();
        empty._proto.OpsetImport.AddRange(other._proto.OpsetImport.Clone());
        empty._proto.IrVersion = other._proto.IrVersion;
        return empty;
    }

    /// <summary>An independent copy; constants are shared, since they never change.</summary>
    public GraphModel Clone() => new(this);

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        var graph = _proto.Graph;
        NameApart();
        graph.Node.Clear();
        graph.Node.AddRange(TopologicalOrder.Of(this).Select(node => node.Proto));
        graph.Initializer.Clear();
        graph.Initializer.AddRange(Weights.Select(weight => weight.Value.ToProto(weight.Key)));
        Replace(graph.Input, Inputs);
        Replace(graph.Output, Outputs);

        // They may have become wrong, and whoever needs them infers them.
        graph.ValueInfo.Clear();
        return _proto.ToByteArray();
    }

    /// <summary>Writes an ONNX file; a reader never sees half of it.</summary>
    /// <exception cref="GraphException">It cannot be written.</exception>
    public void Save(string path)
    {
        var partial = $"{path}.partial";
        try
        {
            File.WriteAllBytes(partial, ToBytes());
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(partial)) File.Delete(partial);
            throw new GraphException($"the model '{path}' cannot be written: {e.Message}");
        }
    }

    /// <summary>Brings the nodes into an order in which they can run.</summary>
    /// <exception cref="GraphException">There is a cycle.</exception>
    public void Sort() => Nodes = TopologicalOrder.Of(this);

    /// <summary>
    /// The constant behind a name: a weight, or what a Constant node gives; null where it is neither.
    /// </summary>
    public Tensor? Constant(string? name)
    {
        if (name is null) return null;
        if (Weights.TryGetValue(name, out var weight)) return weight;
        return Nodes.FirstOrDefault(node => node.Is("Constant") && node.Outputs[0] == name) is { } node
            ? ConstantOf(node)
            : null;
    }

    /// <summary>A name that nothing in the graph has.</summary>
    public string FreshName(string stem)
    {
        var taken = Nodes.SelectMany(node => node.Outputs)
            .Concat(Weights.Keys).Concat(Inputs.Select(input => input.Name)).ToHashSet();
        var name = stem;
        while (taken.Contains(name)) name = $"{stem}_{++_fresh}";
        return name;
    }

    /// <summary>Adds a constant and returns its name.</summary>
    public string AddWeight(string stem, Tensor tensor)
    {
        var name = FreshName(stem);
        Weights.Add(name, tensor);
        return name;
    }

    /// <summary>Makes every reader of one tensor read another; outputs of the graph keep their names.</summary>
    public void Redirect(string from, string to)
    {
        foreach (var node in Nodes)
        {
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] == from) node.Inputs[i] = to;
            }

            node.RedirectInside(from, to);
        }
    }

    /// <summary>Removes nodes and constants that no output needs; returns how many nodes.</summary>
    public int RemoveUnused()
    {
        var index = new GraphIndex(this);
        var needed = new HashSet<string>();
        var open = new Stack<string>(Outputs.Select(output => output.Name));
        while (open.TryPop(out var name))
        {
            if (!needed.Add(name) || index.Producer(name) is not { } producer) continue;
            foreach (var input in producer.Inputs.Concat(producer.ImplicitInputs)) open.Push(input);
            foreach (var output in producer.Outputs) needed.Add(output);
        }

        foreach (var name in Weights.Keys.Where(name => !needed.Contains(name)).ToList()) Weights.Remove(name);
        return Nodes.RemoveAll(node => !node.Outputs.Any(needed.Contains));
    }

    /// <summary>Gives every node a name of its own: tools that keep notes on nodes know them by it.</summary>
    internal void NameNodes()
    {
        var taken = Nodes.Select(node => node.Name).ToHashSet();
        foreach (var node in Nodes.Where(node => node.Name.Length == 0))
        {
            var stem = node.Outputs.First(output => output.Length > 0);
            var name = stem;
            for (var i = 2; !taken.Add(name); i++) name = $"{stem}_{i}";
            node.Proto.Name = name;
        }

        NameApart();
    }

    // ONNX Runtime refuses nodes of the same name.
    private void NameApart()
    {
        var taken = new HashSet<string>();
        foreach (var node in Nodes.Where(node => node.Name.Length > 0))
        {
            for (var i = 2; !taken.Add(node.Name); i++) node.Proto.Name = $"{node.Name}_{i}";
        }
    }

    internal static Tensor? ConstantOf(Node node) =>
        node.Tensor("value")
        ?? (node.Has("value_float") ? Tensor.FromFloats([node.Float("value_float", 0)])
        : node.Has("value_int") ? Tensor.FromLongs([node.Integer("value_int", 0)])
        : node.Floats("value_floats") is { } floats ? Tensor.FromFloats(floats, floats.Length)
        : node.Integers("value_ints") is { } integers ? Tensor.FromLongs(integers, integers.Length)
        : null);

    private static ValueInfo Info(ValueInfoProto proto)
    {
        var type = proto.Type?.TensorType;
        long[]? shape = type?.Shape is { } known
            ? [.. known.Dim.Select(dimension =>
                dimension.HasDimValue && dimension.DimValue >= 0 ? dimension.DimValue : -1)]
            : null;
        return new ValueInfo(proto.Name, (ElementType)(type?.ElemType ?? 0), shape);
    }

    // Entries that say the same as before stay as they were, with names of open dimensions.
    private static void Replace(Google.Protobuf.Collections.RepeatedField<ValueInfoProto> protos,
        List<ValueInfo> values)
    {
        var old = protos.GroupBy(proto => proto.Name).ToDictionary(group => group.Key, group => group.First());
        protos.Clear();
        protos.AddRange(values.Select(value =>
            old.TryGetValue(value.Name, out var same) && Same(Info(same), value) ? same : Proto(value)));
    }

    private static bool Same(ValueInfo a, ValueInfo b) =>
        a.Type == b.Type && (a.Shape is null ? b.Shape is null : b.Shape is not null && a.Shape.SequenceEqual(b.Shape));

    private static ValueInfoProto Proto(ValueInfo value)
    {
        // What is not known is left to the reader to infer.
        if (value.Type == ElementType.Undefined) return new ValueInfoProto { Name = value.Name };
        var type = new TensorTypeProto { ElemType = (int)value.Type };
        if (value.Shape is not null)
        {
            type.Shape = new TensorShapeProto();
            type.Shape.Dim.AddRange(value.Shape.Select(dimension =>
                dimension >= 0 ? new DimensionProto { DimValue = dimension } : new DimensionProto { DimParam = "n" }));
        }

        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = type } };
    }
}
