namespace Ros2DotNet.Bags.Mcap;

/// <summary>A file within the file, such as a calibration or a map.</summary>
/// <param name="LogTime">When it was recorded, in ns.</param>
/// <param name="CreateTime">When it was made, in ns; 0 where unknown.</param>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">Its MIME type.</param>
/// <param name="Data">Its bytes.</param>
public sealed record McapAttachment(ulong LogTime, ulong CreateTime, string Name, string MediaType,
    ReadOnlyMemory<byte> Data);
