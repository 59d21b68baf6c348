using System.Text;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// Cuts an ONNX file (protobuf, onnx.proto3) down to some of its outputs: what only the others need is left out, so
/// that it costs neither time nor memory.
/// </summary>
internal static class OnnxHeads
{
    private const int ModelGraph = 7;
    private const int GraphNode = 1, GraphInitializer = 5, GraphOutput = 12;
    private const int NodeInput = 1, NodeOutput = 2, NodeAttribute = 5;
    private const int AttributeGraph = 6, AttributeGraphs = 11;
    private const int TensorName = 8;
    private const int ValueName = 1;
    private const int WireBytes = 2;

    /// <summary>
    /// The model with these outputs alone; the model as it is where a graph within a node may refer to anything, or
    /// where one of them is not there: who looks for it then says which there are.
    /// </summary>
    public static byte[] Keep(byte[] model, IReadOnlyCollection<string> outputs)
    {
        var cut = new MemoryStream(model.Length);
        foreach (var field in new ProtobufFields(model))
        {
            if (field.Number != ModelGraph)
            {
                cut.Write(field.Whole);
                continue;
            }

            if (FindNeeded(field.Body, outputs) is not { } needed)
            {
                return model;
            }

            var graph = CutGraph(field.Body, outputs, needed);
            WriteVarint(cut, ModelGraph << 3 | WireBytes);
            WriteVarint(cut, (uint)graph.Length);
            graph.WriteTo(cut);
        }

        return cut.ToArray();
    }

    private static MemoryStream CutGraph(
        ReadOnlySpan<byte> graph, IReadOnlyCollection<string> outputs, HashSet<string> needed)
    {
        var cut = new MemoryStream(graph.Length);
        foreach (var field in new ProtobufFields(graph))
        {
            var stays = field.Number switch
            {
                GraphNode => AnyNeeded(field.Body, NodeOutput, needed),
                GraphInitializer => AnyNeeded(field.Body, TensorName, needed),
                GraphOutput => AnyNeeded(field.Body, ValueName, outputs),
                _ => true,
            };
            if (stays)
            {
                cut.Write(field.Whole);
            }
        }

        return cut;
    }

    // Nodes are sorted: who gives a value stands before all who take it.
    private static HashSet<string>? FindNeeded(ReadOnlySpan<byte> graph, IReadOnlyCollection<string> outputs)
    {
        var there = new HashSet<string>();
        foreach (var output in new ProtobufFields(graph, GraphOutput))
        {
            there.UnionWith(Names(output.Body, ValueName));
        }

        if (!there.IsSupersetOf(outputs))
        {
            return null;
        }

        var nodes = new List<(string[] Inputs, string[] Outputs)>();
        foreach (var node in new ProtobufFields(graph, GraphNode))
        {
            if (HoldsGraph(node.Body))
            {
                return null;
            }

            nodes.Add((Names(node.Body, NodeInput), Names(node.Body, NodeOutput)));
        }

        var needed = outputs.ToHashSet();
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(nodes[i].Inputs);
            }
        }

        return needed;
    }

    private static bool HoldsGraph(ReadOnlySpan<byte> node)
    {
        foreach (var attribute in new ProtobufFields(node, NodeAttribute))
        {
            foreach (var field in new ProtobufFields(attribute.Body))
            {
                if (field.Number is AttributeGraph or AttributeGraphs)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool AnyNeeded(ReadOnlySpan<byte> message, int field, IReadOnlyCollection<string> needed) =>
        Names(message, field).Any(needed.Contains);

    private static string[] Names(ReadOnlySpan<byte> message, int field)
    {
        var names = new List<string>();
        foreach (var name in new ProtobufFields(message, field))
        {
            names.Add(Encoding.UTF8.GetString(name.Body));
        }

        return [.. names];
    }

    private static void WriteVarint(Stream stream, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
