using System.Globalization;

namespace Ros2DotNet;

/// <summary>A service type that is only known by name at run time.</summary>
public sealed class ServiceTypeSupport
{
    private readonly Caller _call;

    private ServiceTypeSupport(string typeName, string typeHash, MessageTypeSupport request,
        MessageTypeSupport response, Caller call)
    {
        _call = call;
        TypeName = typeName;
        TypeHash = typeHash;
        Request = request;
        Response = response;
    }

    private delegate Task<object> Caller(Node node, string service, object request, TimeSpan timeout,
        CancellationToken cancellation);

    /// <summary><c>pkg/srv/Type</c>.</summary>
    public string TypeName { get; }

    /// <summary><c>RIHS01_...</c> of the service as a whole.</summary>
    public string TypeHash { get; }

    /// <summary>The request's type.</summary>
    public MessageTypeSupport Request { get; }

    /// <summary>The response's type.</summary>
    public MessageTypeSupport Response { get; }

    /// <summary>Waits for a server, calls it once and returns the response.</summary>
    /// <exception cref="RosServiceException">No server or no answer in time.</exception>
    public Task<object> CallAsync(Node node, string service, object request, TimeSpan timeout,
        CancellationToken cancellation = default) =>
        _call(node, service, request, timeout, cancellation);

    internal static ServiceTypeSupport Of<TRequest, TResponse>()
        where TRequest : class, IRosRequest<TRequest, TResponse>, new()
        where TResponse : class, IRosMessage<TResponse>, new() =>
        new(TRequest.ServiceTypeName, TRequest.ServiceTypeHash, MessageTypeSupport.Of<TRequest>(),
            MessageTypeSupport.Of<TResponse>(),
            static async (node, service, request, timeout, cancellation) =>
            {
                using var client = node.CreateClient<TRequest, TResponse>(service);
                if (!await client.WaitForServiceAsync(timeout, cancellation).ConfigureAwait(false))
                {
                    throw new RosServiceException(string.Create(CultureInfo.InvariantCulture,
                        $"'{client.Name}' has no server that was found within {timeout.TotalSeconds:0.###} s"));
                }

                return await client.CallAsync((TRequest)request, timeout, cancellation).ConfigureAwait(false);
            });
}
