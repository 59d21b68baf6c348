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
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>The precision that most weights have.</summary>
    /// <exception cref="InferenceException">The file is no protobuf message.</exception>
    public static Precision PrecisionOf(ReadOnlySpan<byte> model)
    {
        var elements = new long[Enum.GetValues<Precision>().Length];
        try
        {
            foreach (var graph in new Fields(model, ModelGraph))
            {
                foreach (var tensor in new Fields(graph.Body, GraphInitializer))
                {
                    Count(tensor.Body, elements);
                }

                foreach (var node in new Fields(graph.Body, GraphNode))
                {
                    foreach (var attribute in new Fields(node.Body, NodeAttribute))
                    {
                        foreach (var tensor in new Fields(attribute.Body, AttributeTensor))
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
        foreach (var dimension in new Fields(tensor, TensorDimensions))
        {
            // One value, or all of them packed.
            var at = 0;
            while (at < dimension.Body.Length)
            {
                count *= (long)ReadVarint(dimension.Body, ref at);
            }
        }

        foreach (var type in new Fields(tensor, TensorType))
        {
            var at = 0;
            Precision? precision = ReadVarint(type.Body, ref at) switch
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

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>The fields of a message that have one number; numbers and bytes alike as their bytes.</summary>
    private ref struct Fields(ReadOnlySpan<byte> message, int number)
    {
        private readonly ReadOnlySpan<byte> _message = message;
        private int _at;

        public ReadOnlySpan<byte> Body { get; private set; }

        public readonly Fields Current => this;

        public readonly Fields GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_at < _message.Length)
            {
                var key = ReadVarint(_message, ref _at);
                var start = _at;
                var length = (int)(key & 7) switch
                {
                    Varint => Skip(),
                    Fixed64 => 8,
                    Fixed32 => 4,
                    Bytes => Length(ref start),
                    _ => throw new ArgumentOutOfRangeException(nameof(message)),
                };
                Body = _message.Slice(start, length);
                _at = start + length;
                if (key >> 3 == (ulong)number)
                {
                    return true;
                }
            }

            return false;
        }

        private readonly int Skip()
        {
            var at = _at;
            ReadVarint(_message, ref at);
            return at - _at;
        }

        private readonly int Length(ref int start)
        {
            return checked((int)ReadVarint(_message, ref start));
        }
    }
}
