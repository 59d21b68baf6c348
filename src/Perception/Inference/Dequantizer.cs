namespace Perception.Inference;

/// <summary>Integers of a backend to the floats that they stand for.</summary>
internal static unsafe class Dequantizer
{
    /// <summary>Whether a tensor's numbers can be read as floats.</summary>
    public static bool Reads(TensorSpec tensor) =>
        tensor.ElementType is TensorDataType.Float32 or TensorDataType.UInt8 or TensorDataType.Int8
            or TensorDataType.UInt16 or TensorDataType.Int16 &&
        tensor.Arrangement is not (TensorArrangement.NmsByClass or TensorArrangement.NmsByScore);

    /// <summary>One integer of a tensor.</summary>
    public static int Read(nint data, TensorDataType type, int index) => type switch
    {
        TensorDataType.UInt8 => ((byte*)data)[index],
        TensorDataType.Int8 => ((sbyte*)data)[index],
        TensorDataType.UInt16 => ((ushort*)data)[index],
        TensorDataType.Int16 => ((short*)data)[index],
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>All numbers of a tensor; integers without a quantization stand for themselves.</summary>
    public static void Run(nint data, TensorSpec tensor, Span<float> floats)
    {
        var channels = tensor.Shape[^1];
        var plane = 0;
        if (tensor.Arrangement == TensorArrangement.Nchw && tensor.Shape.Count == 4)
        {
            (channels, plane) = (tensor.Shape[1], tensor.Shape[2] * tensor.Shape[3]);
        }

        var quantization = tensor.Quantization;
        for (var i = 0; i < floats.Length; i++)
        {
            var q = Read(data, tensor.ElementType, i);
            floats[i] = quantization is null ? q
                : quantization.Dequantize(q,
                    !quantization.IsPerChannel ? 0 : plane > 0 ? i / plane % channels : i % channels);
        }
    }
}
