namespace Ros2DotNet.Bags.Mcap;

/// <summary>Constants of the file format.</summary>
internal static class McapFormat
{
    /// <summary>Opcode and length before every record.</summary>
    public const int RecordHeaderSize = 1 + 8;

    /// <summary>The fields of a message before its data.</summary>
    public const int MessageHeaderSize = 2 + 4 + 8 + 8;

    /// <summary>The fields of a footer.</summary>
    public const int FooterSize = 8 + 8 + 4;

    /// <summary>Least bytes of a file: magic, footer, magic.</summary>
    public const int FileTailSize = RecordHeaderSize + FooterSize + 8;

    /// <summary>The first and the last eight bytes of a file.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];
}
