using System.Diagnostics.CodeAnalysis;

namespace Ros2DotNet;

/// <summary>Every message type that was compiled into this library, by ROS name.</summary>
public static partial class MessageTypes
{
    private static readonly Dictionary<string, MessageTypeSupport> Known = Create();

    /// <summary>All types, by name.</summary>
    public static IReadOnlyDictionary<string, MessageTypeSupport> All => Known;

    /// <summary>Finds <c>pkg/msg/Type</c>; false where the type is not compiled in.</summary>
    public static bool TryGet(string typeName, [NotNullWhen(true)] out MessageTypeSupport? support) =>
        Known.TryGetValue(typeName, out support);
}
