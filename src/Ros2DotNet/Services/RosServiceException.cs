namespace Ros2DotNet;

/// <summary>A service call that got no answer, or an answer that cannot be read; one sentence.</summary>
public sealed class RosServiceException(string message) : Exception(message);
