using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Perception.Toolchain.Onnx;

namespace Perception.Toolchain.Graphs;

/// <summary>A constant: type, shape and values. Immutable.</summary>
public sealed class Tensor
{
    private readonly TensorProto? _origin;

    private Tensor(ElementType type, long[] shape, ReadOnlyMemory<byte> bytes, TensorProto? origin = null)
    {
        Type = type;
        Shape = shape;
        Bytes = bytes;
        _origin = origin;
    }

    public ElementType Type { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, little-endian, the last dimension fastest.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public int Count => Type.Size() == 0 ? 0 : Bytes.Length / Type.Size();

    /// <exception cref="GraphException">The shape needs another number of elements.</exception>
    public static Tensor FromFloats(ReadOnlySpan<float> values, params long[] shape) =>
        FromBytes(ElementType.Float32, MemoryMarshal.AsBytes(values).ToArray(), shape);

    /// <exception cref="GraphException">The shape needs another number of elements.</exception>
    public static Tensor FromLongs(ReadOnlySpan<long> values, params long[] shape) =>
        FromBytes(ElementType.Int64, MemoryMarshal.AsBytes(values).ToArray(), shape);

    /// <exception cref="GraphException">The shape needs another number of bytes.</exception>
    public static Tensor FromBytes(ElementType type, ReadOnlyMemory<byte> bytes, params long[] shape)
    {
        if (shape.Any(dimension => dimension < 0) || Shapes.Product(shape) != bytes.Length / Math.Max(1, type.Size()))
            throw new GraphException(
                $"a {type.Spelling()} tensor of {Shapes.Text(shape)} does not have {bytes.Length} bytes");
        return new Tensor(type, shape, bytes);
    }

    /// <summary>The values as floats, whatever number type they have.</summary>
    /// <exception cref="GraphException">They are no numbers.</exception>
    public float[] ToFloats() => Type == ElementType.Float32
        ? MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray()
        : Array.ConvertAll(ToDoubles(), value => (float)value);

    /// <summary>The values as whole numbers.</summary>
    /// <exception cref="GraphException">They are no numbers.</exception>
    public long[] ToLongs() => Type == ElementType.Int64
        ? MemoryMarshal.Cast<byte, long>(Bytes.Span).ToArray()
        : Array.ConvertAll(ToDoubles(), value => (long)value);

    /// <summary>The same values in another shape.</summary>
    /// <exception cref="GraphException">It has another number of elements.</exception>
    public Tensor Reshape(params long[] shape) => FromBytes(Type, Bytes, shape);

    /// <inheritdoc/>
    public override string ToString() => $"{Shapes.Text(Shape)} {Type.Spelling()}";

    internal static Tensor From(TensorProto proto, string place, string? folder)
    {
        var type = (ElementType)proto.DataType;
        var shape = proto.Dims.ToArray();
        if (shape.Any(dimension => dimension < 0))
            throw new GraphException(
                $"{place} has the shape [{string.Join(",", shape)}], and a constant has no open dimension");
        if (type == ElementType.String) return new Tensor(type, shape, default, proto);
        if (type.Size() == 0) throw new GraphException($"{place} is of type {proto.DataType}, which is not known here");
        var bytes = proto.DataLocation == 1 ? ExternalData.Read(proto, place, folder)
            : proto.HasRawData ? proto.RawData.Memory : Typed(proto, type);
        var claimed = (Int128)Shapes.Product(shape) * type.Size();
        if (claimed != bytes.Length)
            throw new GraphException($"{place} claims {Shapes.Text(shape)} {type.Spelling()}, which is {claimed} " +
                $"bytes, but has {bytes.Length}");
        return new Tensor(type, shape, bytes, proto.HasRawData && proto.DataLocation == 0 ? proto : null);
    }

    internal TensorProto ToProto(string name)
    {
        if (_origin is not null)
        {
            var same = _origin.Clone();
            same.Name = name;
            return same;
        }

        return new TensorProto
        {
            Name = name,
            DataType = (int)Type,
            Dims = { Shape },
            RawData = ByteString.CopyFrom(Bytes.Span),
        };
    }

    private double[] ToDoubles()
    {
        var span = Bytes.Span;
        var values = new double[Count];
        var size = Type.Size();
        for (var i = 0; i < values.Length; i++)
        {
            var at = span.Slice(i * size, size);
            values[i] = Type switch
            {
                ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
                ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
                ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                ElementType.BFloat16 =>
                    BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
                ElementType.UInt8 or ElementType.Bool => at[0],
                ElementType.Int8 => (sbyte)at[0],
                ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
                _ => throw new GraphException($"a {Type.Spelling()} tensor holds no real numbers"),
            };
        }

        return values;
    }

    // Values may stand in a field of their type; the small ones share that of 32-bit integers.
    private static byte[] Typed(TensorProto proto, ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Complex64 =>
            MemoryMarshal.AsBytes<float>(proto.FloatData.ToArray()).ToArray(),
        ElementType.Float64 or ElementType.Complex128 =>
            MemoryMarshal.AsBytes<double>(proto.DoubleData.ToArray()).ToArray(),
        ElementType.Int64 => MemoryMarshal.AsBytes<long>(proto.Int64Data.ToArray()).ToArray(),
        ElementType.UInt64 => MemoryMarshal.AsBytes<ulong>(proto.Uint64Data.ToArray()).ToArray(),
        ElementType.UInt32 => MemoryMarshal.AsBytes<uint>([.. proto.Uint64Data.Select(value => (uint)value)]).ToArray(),
        ElementType.Int32 => MemoryMarshal.AsBytes<int>(proto.Int32Data.ToArray()).ToArray(),
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => [.. proto.Int32Data.Select(value => (byte)value)],
        _ => MemoryMarshal.AsBytes<ushort>([.. proto.Int32Data.Select(value => (ushort)value)]).ToArray(),
    };
}
