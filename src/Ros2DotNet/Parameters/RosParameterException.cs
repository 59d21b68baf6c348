namespace Ros2DotNet;

/// <summary>A parameter that does not exist or a value that is not allowed; one sentence.</summary>
public sealed class RosParameterException(string message) : Exception(message);
