namespace Ros2DotNet;

/// <summary>A publisher or a subscription of a ROS topic somewhere in the domain.</summary>
/// <param name="Topic">Full topic name.</param>
/// <param name="Type"><c>pkg/msg/Type</c>.</param>
/// <param name="TypeHash"><c>RIHS01_...</c>, empty where the endpoint does not say.</param>
/// <param name="IsPublisher">Publisher or subscription.</param>
/// <param name="Reliability">Its reliability.</param>
/// <param name="Durability">Its durability.</param>
public sealed record TopicEndpoint(
    string Topic, string Type, string TypeHash, bool IsPublisher, ReliabilityPolicy Reliability, DurabilityPolicy Durability);
