namespace Ros2DotNet.Bags.Mcap;

/// <summary>Where a metadata record lies.</summary>
/// <param name="Offset">Offset of its record in the file.</param>
/// <param name="Length">Bytes of its record, opcode and length included.</param>
/// <param name="Name">Its name.</param>
public sealed record McapMetadataIndex(ulong Offset, ulong Length, string Name);
