namespace Ros2DotNet.Dds;

/// <summary>Names of QoS policies by their DDS id, as rclcpp logs them.</summary>
internal static class QosPolicyNames
{
    public static string Of(uint id) => id switch
    {
        2 => "DURABILITY",
        4 => "DEADLINE",
        5 => "LATENCY_BUDGET",
        6 => "OWNERSHIP",
        8 => "LIVELINESS",
        11 => "RELIABILITY",
        12 => "DESTINATION_ORDER",
        23 => "DATA_REPRESENTATION",
        _ => $"policy {id}",
    };
}
