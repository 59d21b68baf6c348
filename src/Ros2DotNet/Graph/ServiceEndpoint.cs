namespace Ros2DotNet;

/// <summary>A server or a client of a ROS service somewhere in the domain.</summary>
/// <param name="Service">Full service name.</param>
/// <param name="Type"><c>pkg/srv/Type</c>.</param>
/// <param name="IsServer">Server or client.</param>
/// <param name="Node">The fully qualified name of its node, null while that is not known.</param>
/// <param name="IsFastDds">Whether it speaks rmw_fastrtps's convention, which is another one than ours.</param>
public sealed record ServiceEndpoint(string Service, string Type, bool IsServer, string? Node, bool IsFastDds);
