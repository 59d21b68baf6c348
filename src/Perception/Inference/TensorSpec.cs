namespace Perception.Inference;

/// <summary>Name, shape and type of an input or output, and how its bytes lie.</summary>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape, TensorDataType ElementType)
{
    // So many that their bytes can be counted, whatever their type.
    private const int MostElements = int.MaxValue / sizeof(long);

    /// <summary>Elements of the tensor.</summary>
    /// <exception cref="InferenceException">They are too many, or a dimension is negative.</exception>
    public int ElementCount { get; } = Count(Name, Shape);

    public TensorArrangement Arrangement { get; init; }

    /// <summary>What its integers stand for; null where they, or its floats, are the numbers themselves.</summary>
    public TensorQuantization? Quantization { get; init; }

    /// <summary>Bytes from row to row where they are more than the row needs; null where they are not.</summary>
    public int? RowStride { get; init; }

    /// <summary>Bytes of the tensor where they do not follow from its shape, such as lists of boxes.</summary>
    public int? FixedByteLength { get; init; }

    /// <summary>Bytes of the tensor, exactly what a buffer for it holds.</summary>
    public int ByteLength => FixedByteLength ?? ElementCount * SizeOf(ElementType);

    /// <summary>Bytes of one number.</summary>
    public static int SizeOf(TensorDataType type) => type switch
    {
        TensorDataType.UInt8 or TensorDataType.Int8 => 1,
        TensorDataType.UInt16 or TensorDataType.Int16 or TensorDataType.Float16 => 2,
        TensorDataType.Int64 => 8,
        _ => 4,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} [{string.Join(",", Shape)}] {ElementType.ToString().ToLowerInvariant()}" +
        (Arrangement == TensorArrangement.Plain ? "" : $" {Arrangement}") +
        (Quantization is not { } q ? ""
            : $" scale {q.Scale:G4} zero point {q.ZeroPoint}{(q.IsPerChannel ? " and more, per channel" : "")}");

    private static int Count(string name, IReadOnlyList<int> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count *= dimension;
            if (dimension < 0 || count > MostElements)
            {
                throw new InferenceException($"the tensor '{name}' cannot be [{string.Join(",", shape)}]; up to " +
                    $"{MostElements} numbers are possible");
            }
        }

        return (int)count;
    }
}
