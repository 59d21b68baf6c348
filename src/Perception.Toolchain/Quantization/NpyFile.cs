using System.Buffers.Binary;
using System.Text;
using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Quantization;

/// <summary>Writes arrays as numpy reads them, format 1.0.</summary>
public static class NpyFile
{
    private const int Alignment = 64;

    /// <summary>Writes tensors of one shape [1, ...] one behind the other as [count, ...].</summary>
    /// <exception cref="GraphException">One has another shape or type than the first.</exception>
    public static void Write(string path, IEnumerable<Tensor> tensors, int count)
    {
        using var file = File.Create(path);
        Tensor? first = null;
        foreach (var tensor in tensors)
        {
            if (first is null)
            {
                first = tensor;
                file.Write(Header(tensor.Type, [count, .. tensor.Shape.Skip(1)]));
            }

            if (tensor.Type != first.Type || !tensor.Shape.SequenceEqual(first.Shape))
                throw new GraphException($"'{path}' holds tensors {first}, not {tensor}");
            file.Write(tensor.Bytes.Span);
        }
    }

    private static byte[] Header(ElementType type, IReadOnlyList<long> shape)
    {
        var code = type == ElementType.UInt8 ? "|u1" : "<f4";
        var text = $"{{'descr': '{code}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        var length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - 10));
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}
