namespace Ros2DotNet;

/// <summary>
/// The request of a ROS 2 service, as the source generator makes it from a <c>.srv</c> file; it names its response.
/// </summary>
/// <typeparam name="TSelf">The request class itself.</typeparam>
/// <typeparam name="TResponse">The response.</typeparam>
public interface IRosRequest<TSelf, TResponse> : IRosMessage<TSelf>
    where TSelf : class, IRosRequest<TSelf, TResponse>, new()
    where TResponse : class, IRosMessage<TResponse>, new()
{
    /// <summary>ROS name of the service type, e.g. <c>std_srvs/srv/SetBool</c>.</summary>
    static abstract string ServiceTypeName { get; }

    /// <summary>REP-2011 hash of the service as a whole, <c>RIHS01_</c> and 64 hex digits.</summary>
    static abstract string ServiceTypeHash { get; }
}
