namespace Ros2DotNet;

/// <summary>A service type that is only known by name at run time.</summary>
public sealed class ServiceTypeSupport
{
    private ServiceTypeSupport(string typeName, string typeHash, MessageTypeSupport request, MessageTypeSupport response)
    {
        TypeName = typeName;
        TypeHash = typeHash;
        Request = request;
        Response = response;
    }

    /// <summary><c>pkg/srv/Type</c>.</summary>
    public string TypeName { get; }

    /// <summary><c>RIHS01_...</c> of the service as a whole.</summary>
    public string TypeHash { get; }

    /// <summary>The request's type.</summary>
    public MessageTypeSupport Request { get; }

    /// <summary>The response's type.</summary>
    public MessageTypeSupport Response { get; }

    internal static ServiceTypeSupport Of<TRequest, TResponse>()
        where TRequest : class, IRosRequest<TRequest, TResponse>, new()
        where TResponse : class, IRosMessage<TResponse>, new() =>
        new(TRequest.ServiceTypeName, TRequest.ServiceTypeHash, MessageTypeSupport.Of<TRequest>(), MessageTypeSupport.Of<TResponse>());
}
