namespace Ros2DotNet;

/// <summary>A command line or environment that cannot be followed; one sentence.</summary>
public sealed class RosArgumentException(string message) : Exception(message);
