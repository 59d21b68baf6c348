namespace Ros2DotNet;

/// <summary>Bytes that are not the CDR of the expected type, or a message that cannot be written as CDR.</summary>
public sealed class CdrException(string message) : Exception(message);
