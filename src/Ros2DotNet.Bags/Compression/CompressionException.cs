namespace Ros2DotNet.Bags.Compression;

/// <summary>Compressed bytes are not what they should be; the caller knows where they came from.</summary>
internal sealed class CompressionException(string problem) : Exception(problem);
