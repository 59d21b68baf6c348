using System.Diagnostics.CodeAnalysis;

namespace Ros2DotNet;

/// <summary>Every message and service type that was compiled into this library, by ROS name.</summary>
public static partial class MessageTypes
{
    private static readonly Dictionary<string, MessageTypeSupport> Known = Create();
    private static readonly Dictionary<string, ServiceTypeSupport> KnownServices = CreateServices();

    /// <summary>All message types, by name; requests and responses of services are among them.</summary>
    public static IReadOnlyDictionary<string, MessageTypeSupport> All => Known;

    /// <summary>All service types, by name.</summary>
    public static IReadOnlyDictionary<string, ServiceTypeSupport> Services => KnownServices;

    /// <summary>Finds <c>pkg/msg/Type</c>; false where the type is not compiled in.</summary>
    public static bool TryGet(string typeName, [NotNullWhen(true)] out MessageTypeSupport? support) =>
        Known.TryGetValue(typeName, out support);
}
