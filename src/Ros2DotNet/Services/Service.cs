using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;

namespace Ros2DotNet;

/// <summary>
/// A service's server. Its handler starts on the node's executor and may answer later from anywhere. A request that a
/// client of Fast DDS sent is refused: the two conventions cannot be told apart by their bytes, and acting on wrong
/// values would be worse than no answer.
/// </summary>
/// <typeparam name="TRequest">The request, which names its response.</typeparam>
/// <typeparam name="TResponse">The response.</typeparam>
public sealed class Service<TRequest, TResponse> : IRosEndpoint
    where TRequest : class, IRosRequest<TRequest, TResponse>, new()
    where TResponse : class, IRosMessage<TResponse>, new()
{
    private static readonly TimeSpan ReaderGrace = TimeSpan.FromMilliseconds(100);

    private readonly Node _node;
    private readonly Func<TRequest, CancellationToken, ValueTask<TResponse>> _handler;
    private readonly CancellationTokenSource _disposing = new();
    private readonly DdsWriter _replies;
    private readonly DdsReader _requests;
    private bool _fastReported;
    private volatile bool _disposed;

    internal Service(Node node, string name, QosProfile qos, Func<TRequest, CancellationToken,
        ValueTask<TResponse>> handler)
    {
        _node = node;
        _handler = handler;
        Name = name;
        var context = node.Context;
        var id = $"serviceid={ServiceWire.IdText(context.Participant)};";
        using var qosOfReplies =
            DdsQos.ForEndpoint(qos, id + context.TypeHashUserData(TResponse.TypeHash), writer: true);
        _replies = new DdsWriter(context.Participant, ServiceWire.ReplyTopic(name), TResponse.DdsTypeName,
            qosOfReplies, $"service '{name}'");
        using var qosOfRequests =
            DdsQos.ForEndpoint(qos, id + context.TypeHashUserData(TRequest.TypeHash), writer: false);
        var gate = new object();
        lock (gate)
        {
            // A request may come before the reader is known here, which says who sent it.
            _requests = new DdsReader(context.Participant, context.Domain, node.Executor,
                ServiceWire.RequestTopic(name), TRequest.DdsTypeName, qosOfRequests, $"service '{name}'", OnRequest,
                gate: gate);
        }
    }

    /// <summary>The full service name.</summary>
    public string Name { get; }

    /// <summary>Requests served.</summary>
    public long Served { get; private set; }

    /// <summary>Requests that could not be read or were of the other convention.</summary>
    public long Refused { get; private set; }

    IEnumerable<EndpointGuid> IRosEndpoint.Readers => [_requests.Guid];

    IEnumerable<EndpointGuid> IRosEndpoint.Writers => [_replies.Guid];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _disposing.Cancel();
        _requests.Dispose();
        _replies.Dispose();
        _node.Forget(this);
    }

    private void OnRequest(MessageLoan loan, ulong publication)
    {
        TRequest request;
        RequestId id;
        string? client;
        using (loan)
        {
            (client, var isFast) = MatchedPeers.Publication(_requests.Id, publication, "clientid");
            if (isFast)
            {
                RefuseFast();
                return;
            }

            if (!ServiceWire.TryReadId(loan.Cdr, out id))
            {
                Refuse($"{loan.Length} bytes without a client's handle and number");
                return;
            }

            try
            {
                request = ServiceWire.Read<TRequest>(loan.Cdr);
            }
            catch (CdrException e)
            {
                Refuse(e.Message);
                return;
            }
        }

        Served++;
        _ = AnswerAsync(request, id, client);
    }

    private async Task AnswerAsync(TRequest request, RequestId id, string? client)
    {
        try
        {
            var response = await _handler(request, _disposing.Token).ConfigureAwait(false);

            // Discovery has no order: a client's request may come before its reader of replies is known here.
            if (client is not null && !IsReachable(client))
            {
                await Polling.UntilAsync(() => IsReachable(client), ReaderGrace, _disposing.Token)
                    .ConfigureAwait(false);
            }

            if (!_disposed)
            {
                ServiceWire.Write(_replies, id, response);
            }
        }
        catch (OperationCanceledException) when (_disposed)
        {
            // The client's time-out tells it.
        }
        catch (Exception e)
        {
            _node.Logger.LogError(e, "the service '{Service}' failed and sends no answer", Name);
        }
    }

    private bool IsReachable(string client)
    {
        foreach (var (value, _) in MatchedPeers.Readers(_replies.Id, "clientid"))
        {
            if (value == client)
            {
                return true;
            }
        }

        return false;
    }

    private void Refuse(string why)
    {
        Refused++;
        if (Refused == 1 || Refused % 100 == 0)
        {
            _node.Logger.LogWarning("a request to '{Service}' was refused ({Count} so far): {Problem}", Name, Refused,
                why);
        }
    }

    private void RefuseFast()
    {
        Refused++;
        if (!_fastReported)
        {
            _fastReported = true;
            _node.Logger.LogWarning("a client of rmw_fastrtps called '{Service}', which cannot work: run it with " +
                "RMW_IMPLEMENTATION=rmw_cyclonedds_cpp", Name);
        }
    }
}
