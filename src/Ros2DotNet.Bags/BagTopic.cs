namespace Ros2DotNet.Bags;

/// <summary>A topic of a bag.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>pkg/msg/Type</c>.</param>
public sealed record BagTopic(string Name, string Type)
{
    /// <summary>Encoding of its messages.</summary>
    public string SerializationFormat { get; init; } = "cdr";

    /// <summary>The QoS profiles of its publishers as YAML, as the bag has it; empty where it has none.</summary>
    public string OfferedQos { get; init; } = "";

    /// <summary><c>RIHS01_...</c>; empty where the bag has none.</summary>
    public string TypeHash { get; init; } = "";

    /// <summary>The definition of its type; null where the bag has none.</summary>
    public MessageDefinition? Definition { get; init; }

    /// <summary>Messages in the bag.</summary>
    public long MessageCount { get; init; }

    /// <summary>Bags of ROS 2's first releases say <c>pkg/Type</c>.</summary>
    internal static string NormalizeType(string type) =>
        type.Split('/') is [var package, var name] ? $"{package}/msg/{name}" : type;
}
