using System.Diagnostics;

namespace Perception.Nodes.Tests;

/// <summary>yolox_nano.onnx for images of 960x608. The network is fully convolutional: only the shapes that the file
/// declares have to change.</summary>
internal static class WideYolox
{
    private const int ModelGraph = 7;
    private const int GraphValueInfo = 13;

    public static string WriteTo(string folder)
    {
        var onnx = File.ReadAllBytes(Workspace.Shared("models", "yolox_nano.onnx"));
        var wide = Rewrite(onnx, ModelGraph, graph => Rewrite(graph, GraphValueInfo, _ => null));
        Replace(wide, [0x0A, 3, 8, 0xA0, 3, 0x0A, 3, 8, 0xA0, 3],
            [0x0A, 3, 8, 0xE0, 4, 0x0A, 3, 8, 0xC0, 7]); // 416x416 to 608x960
        Replace(wide, [0x0A, 3, 8, 0xDD, 0x1B], [0x0A, 3, 8, 0xC2, 0x5D]); // 3549 to 11970 anchors
        var path = Path.Combine(folder, "yolox_nano_960x608.onnx");
        File.WriteAllBytes(path, wide);
        return path;
    }

    // Copies a protobuf message, giving the bytes of one length-delimited field to a function; null leaves it out.
    private static byte[] Rewrite(ReadOnlySpan<byte> message, int field, Func<byte[], byte[]?> change)
    {
        var output = new MemoryStream();
        for (var at = 0; at < message.Length;)
        {
            var start = at;
            var key = ReadVarint(message, ref at);
            var length = 0;
            if ((key & 7) == 2) length = (int)ReadVarint(message, ref at);
            else if ((key & 7) == 0) ReadVarint(message, ref at);
            else throw new UnreachableException($"wire type {key & 7}");

            var body = message.Slice(at, length);
            at += length;
            if (key != ((ulong)field << 3 | 2))
            {
                output.Write(message[start..at]);
            }
            else if (change(body.ToArray()) is { } changed)
            {
                WriteVarint(output, key);
                WriteVarint(output, (ulong)changed.Length);
                output.Write(changed);
            }
        }

        return output.ToArray();
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }

    private static void WriteVarint(Stream output, ulong value)
    {
        for (; value >= 0x80; value >>= 7) output.WriteByte((byte)(value | 0x80));
        output.WriteByte((byte)value);
    }

    private static void Replace(Span<byte> bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        for (int at; (at = bytes.IndexOf(from)) >= 0; bytes = bytes[at..]) to.CopyTo(bytes[at..]);
    }
}
