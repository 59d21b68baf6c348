namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// Reads from an ONNX file (protobuf, onnx.proto3) what type its weights are of, without reading the weights.
/// </summary>
internal static class OnnxWeights
{
    private const int ModelGraph = 7;
    private const int GraphNode = 1, GraphInitializer = 5;
    private const int NodeAttribute = 5;
    private const int AttributeTensor = 5;
    private const int TensorDimensions = 1, TensorType = 2;

    /// <summary>The precision that most weights have.</summary>
    /// <exception cref="InferenceException">The file is no protobuf message.</exception>
    public static Precision PrecisionOf(ReadOnlySpan<byte> model)
    {
        var elements = new long[Enum.GetValues<Precision>().Length];
        try
        {
            foreach (var graph in new ProtobufFields(model, ModelGraph))
            {
                foreach (var tensor in new ProtobufFields(graph.Body, GraphInitializer))
                {
                    Count(tensor.Body, elements);
                }

                foreach (var node in new ProtobufFields(graph.Body, GraphNode))
                {
                    foreach (var attribute in new ProtobufFields(node.Body, NodeAttribute))
                    {
                        foreach (var tensor in new ProtobufFields(attribute.Body, AttributeTensor))
                        {
                            Count(tensor.Body, elements);
                        }
                    }
                }
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new InferenceException("the ONNX file is no protobuf message");
        }

        return (Precision)Array.IndexOf(elements, elements.Max());
    }

    private static void Count(ReadOnlySpan<byte> tensor, long[] elements)
    {
        var count = 1L;
        foreach (var dimension in new ProtobufFields(tensor, TensorDimensions))
        {
            // One value, or all of them packed.
            var at = 0;
            while (at < dimension.Body.Length)
            {
                count *= (long)ProtobufFields.ReadVarint(dimension.Body, ref at);
            }
        }

        foreach (var type in new ProtobufFields(tensor, TensorType))
        {
            var at = 0;
            Precision? precision = ProtobufFields.ReadVarint(type.Body, ref at) switch
            {
                1 => Precision.Fp32,
                2 or 3 => Precision.Int8,
                10 => Precision.Fp16,
                16 => Precision.Bf16,
                _ => null,
            };
            if (precision is { } known)
            {
                elements[(int)known] += count;
            }
        }
    }
}
