namespace Ros2DotNet;

/// <summary>A name that breaks the rules of ROS 2 names; one sentence.</summary>
public sealed class RosNameException(string message) : Exception(message);
