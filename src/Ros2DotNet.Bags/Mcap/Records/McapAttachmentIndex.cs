namespace Ros2DotNet.Bags.Mcap;

/// <summary>Where an attachment lies.</summary>
/// <param name="Offset">Offset of its record in the file.</param>
/// <param name="Length">Bytes of its record, opcode and length included.</param>
/// <param name="LogTime">When it was recorded, in ns.</param>
/// <param name="CreateTime">When it was made, in ns.</param>
/// <param name="DataSize">Bytes of its data.</param>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">Its MIME type.</param>
public sealed record McapAttachmentIndex(
    ulong Offset, ulong Length, ulong LogTime, ulong CreateTime, ulong DataSize, string Name, string MediaType);
