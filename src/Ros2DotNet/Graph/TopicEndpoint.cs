namespace Ros2DotNet;

/// <summary>A publisher or a subscription of a ROS topic somewhere in the domain.</summary>
/// <param name="Topic">Full topic name.</param>
/// <param name="Type"><c>pkg/msg/Type</c>.</param>
/// <param name="TypeHash"><c>RIHS01_...</c>, empty where the endpoint does not say.</param>
/// <param name="IsPublisher">Publisher or subscription.</param>
/// <param name="Qos">Its QoS as discovered; the depth of a history is not part of discovery for every vendor.</param>
/// <param name="Node">The fully qualified name of its node, null while that is not known or for a DDS peer without
/// nodes.</param>
/// <param name="Gid">Its 16-byte DDS GUID in hex.</param>
public sealed record TopicEndpoint(string Topic, string Type, string TypeHash, bool IsPublisher, QosProfile Qos,
    string? Node, string Gid)
{
    public ReliabilityPolicy Reliability => Qos.Reliability;

    public DurabilityPolicy Durability => Qos.Durability;
}
