using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>Calls a service. Any thread may call, and calls may overlap.</summary>
/// <typeparam name="TRequest">The request, which names its response.</typeparam>
/// <typeparam name="TResponse">The response.</typeparam>
public sealed class ServiceClient<TRequest, TResponse> : IRosEndpoint
    where TRequest : class, IRosRequest<TRequest, TResponse>, new()
    where TResponse : class, IRosMessage<TResponse>, new()
{
    private readonly Node _node;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<TResponse>> _pending = [];
    private readonly DdsWriter _requests;
    private readonly DdsReader _replies;
    private readonly ulong _handle;
    private long _lastSequence;
    private volatile bool _disposed;

    internal unsafe ServiceClient(Node node, string name, QosProfile qos)
    {
        _node = node;
        Name = name;
        var context = node.Context;
        var id = $"clientid={ServiceWire.IdText(context.Participant)};";
        using (var qosOfReplies = DdsQos.ForEndpoint(qos, id + context.TypeHashUserData(TResponse.TypeHash), writer: false))
        {
            // On the context's own thread: a handler that waits for an answer must not keep it from coming.
            _replies = new DdsReader(context.Participant, context.Domain, context.SystemExecutor, ServiceWire.ReplyTopic(name),
                TResponse.DdsTypeName, qosOfReplies, $"client of '{name}'", OnReply);
        }

        using var qosOfRequests = DdsQos.ForEndpoint(qos, id + context.TypeHashUserData(TRequest.TypeHash), writer: true);
        _requests = new DdsWriter(context.Participant, ServiceWire.RequestTopic(name), TRequest.DdsTypeName, qosOfRequests, $"client of '{name}'");
        ulong handle;
        DdsException.Check(Ddsc.dds_get_instance_handle(_requests.Id, &handle), $"client of '{name}'");
        _handle = handle;
    }

    /// <summary>The full service name.</summary>
    public string Name { get; }

    /// <summary>Whether a server is there whose both halves are matched.</summary>
    public bool IsAvailable
    {
        get
        {
            if (_disposed)
            {
                return false;
            }

            var readers = MatchedPeers.Readers(_requests.Id, "serviceid");
            var writers = MatchedPeers.Writers(_replies.Id, "serviceid");
            return readers.Exists(reader => writers.Exists(writer => writer.Value == reader.Value));
        }
    }

    IEnumerable<EndpointGuid> IRosEndpoint.Readers => [_replies.Guid];

    IEnumerable<EndpointGuid> IRosEndpoint.Writers => [_requests.Guid];

    /// <summary>Waits for a server; false when the time is over.</summary>
    public Task<bool> WaitForServiceAsync(TimeSpan timeout, CancellationToken cancellation = default) =>
        Polling.UntilAsync(() => IsAvailable, timeout, cancellation);

    /// <summary>Calls and waits for the answer, without end if no time-out is given.</summary>
    /// <exception cref="RosServiceException">No answer in time, or the answer cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a late answer is dropped.</exception>
    public async Task<TResponse> CallAsync(TRequest request, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var sequence = Interlocked.Increment(ref _lastSequence);
        var answer = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[sequence] = answer;
        try
        {
            ServiceWire.Write(_requests, new RequestId(_handle, sequence), request);
            return await answer.Task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new RosServiceException($"'{Name}' did not answer within {timeout!.Value.TotalSeconds:0.###} s: {WhyNot()}");
        }
        finally
        {
            _pending.TryRemove(sequence, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _replies.Dispose();
        _requests.Dispose();
        foreach (var answer in _pending.Values)
        {
            answer.TrySetException(new RosServiceException($"the client of '{Name}' was disposed before the answer came"));
        }

        _node.Forget(this);
    }

    private string WhyNot()
    {
        var servers = MatchedPeers.Readers(_requests.Id, "serviceid");
        return servers.Count == 0 ? "no server is there"
            : servers.TrueForAll(server => server.IsFast)
                ? "its server uses rmw_fastrtps; run that with RMW_IMPLEMENTATION=rmw_cyclonedds_cpp"
                : "its server is there and still busy, or failed";
    }

    private void OnReply(MessageLoan loan, ulong publication)
    {
        using (loan)
        {
            if (!ServiceWire.TryReadId(loan.Cdr, out var id) || id.Client != _handle || !_pending.TryRemove(id.Sequence, out var answer))
            {
                return;
            }

            try
            {
                answer.TrySetResult(ServiceWire.Read<TResponse>(loan.Cdr));
            }
            catch (CdrException e)
            {
                _node.Logger.LogWarning("an answer of '{Service}' cannot be read: {Problem}", Name, e.Message);
                answer.TrySetException(new RosServiceException($"the answer of '{Name}' cannot be read: {e.Message}"));
            }
        }
    }
}
