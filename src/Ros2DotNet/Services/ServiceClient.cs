using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>
/// Calls a service. Any thread may call, and calls may overlap. Servers of rmw_cyclonedds and of rmw_fastrtps are both
/// understood: a request goes out in the convention of the server that is matched.
/// </summary>
/// <typeparam name="TRequest">The request, which names its response.</typeparam>
/// <typeparam name="TResponse">The response.</typeparam>
public sealed class ServiceClient<TRequest, TResponse> : IRosEndpoint
    where TRequest : class, IRosRequest<TRequest, TResponse>, new()
    where TResponse : class, IRosMessage<TResponse>, new()
{
    // More than what a server of Fast DDS waits after it has found a reader before it sends the first heartbeat.
    private static readonly TimeSpan FastHandshake = TimeSpan.FromMilliseconds(200);

    private readonly Node _node;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<TResponse>> _pending = [];
    private readonly Lock _sending = new();
    private readonly SemaphoreSlim _preparing = new(1);
    private readonly DdsWriter _requests;
    private readonly ulong _handle;
    private readonly string _id;
    private readonly QosProfile _qos;
    private DdsReader _replies;
    private long _lastSequence;
    private uint _matchesReadyForUse;
    private volatile bool _disposed;

    internal unsafe ServiceClient(Node node, string name, QosProfile qos)
    {
        _node = node;
        Name = name;
        var context = node.Context;
        _qos = qos;
        _id = $"clientid={ServiceWire.IdText(context.Participant)};";
        using var qosOfRequests =
            DdsQos.ForEndpoint(qos, _id + context.TypeHashUserData(TRequest.TypeHash), writer: true);
        _requests = new DdsWriter(context.Participant, ServiceWire.RequestTopic(name), TRequest.DdsTypeName,
            qosOfRequests, $"client of '{name}'");
        ulong handle;
        DdsException.Check(Ddsc.dds_get_instance_handle(_requests.Id, &handle), $"client of '{name}'");
        _handle = handle;

        // Last: answers to other clients come at once, and tell by the writer that they are not for this one.
        _replies = CreateReader();
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
            return readers.Exists(reader => writers.Contains(reader));
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
    public async Task<TResponse> CallAsync(TRequest request, TimeSpan? timeout = null,
        CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_requests.MatchesUpToNow != Volatile.Read(ref _matchesReadyForUse))
        {
            await PrepareAsync(cancellation).ConfigureAwait(false);
        }

        var answer = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sequence = Send(request, answer);
        try
        {
            return await answer.Task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new RosServiceException(string.Create(CultureInfo.InvariantCulture,
                $"'{Name}' did not answer within {timeout!.Value.TotalSeconds:0.###} s: {WhyNot()}"));
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

        // First: a send that waits for a server holds the lock, and ends with its writer.
        _requests.Dispose();
        lock (_sending)
        {
            _replies.Dispose();
        }

        foreach (var answer in _pending.Values)
        {
            answer.TrySetException(
                new RosServiceException($"the client of '{Name}' was disposed before the answer came"));
        }

        _node.Forget(this);
    }

    private DdsReader CreateReader()
    {
        var context = _node.Context;
        using var qos = DdsQos.ForEndpoint(_qos, _id + context.TypeHashUserData(TResponse.TypeHash), writer: false);

        // On the context's own thread: a handler that waits for an answer must not keep it from coming.
        return new DdsReader(context.Participant, context.Domain, context.SystemExecutor, ServiceWire.ReplyTopic(Name),
            TResponse.DdsTypeName, qos, $"client of '{Name}'", OnReply, ReplySertype.CreateTopic);
    }

    // A volatile reader of Cyclone takes for history what was written before the writer's first heartbeat. Fast DDS
    // sends that once, when it finds the reader, and if Cyclone has not found the writer by then, the next comes amidst
    // the first answer. So the reader is made anew when the writer is known.
    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await _preparing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var matches = _requests.MatchesUpToNow;
            if (matches != _matchesReadyForUse && HasOnlyFastServers())
            {
                lock (_sending)
                {
                    ObjectDisposedException.ThrowIf(_disposed, this);
                    if (_pending.IsEmpty)
                    {
                        _replies.Dispose();
                        _replies = CreateReader();
                    }
                }

                _node.Context.PublishGraph();
                await Task.Delay(FastHandshake, cancellation).ConfigureAwait(false);
            }

            Volatile.Write(ref _matchesReadyForUse, matches);
        }
        finally
        {
            _preparing.Release();
        }
    }

    // A server of Fast DDS answers to the number that the request has on the wire, so numbers are given in the order of
    // writing. Where servers of both kinds are matched, all get the one sample, and Cyclone's convention is the choice.
    private long Send(TRequest request, TaskCompletionSource<TResponse> answer)
    {
        lock (_sending)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var sequence = _lastSequence + 1;
            _pending[sequence] = answer;
            try
            {
                if (HasOnlyFastServers())
                {
                    _requests.Write(request);
                }
                else
                {
                    ServiceWire.Write(_requests, new RequestId(_handle, sequence), request);
                }
            }
            catch
            {
                _pending.TryRemove(sequence, out _);
                throw;
            }

            return _lastSequence = sequence;
        }
    }

    private bool HasOnlyFastServers() =>
        MatchedPeers.Readers(_requests.Id, "serviceid") is { Count: > 0 } servers &&
            servers.TrueForAll(server => server.IsFast);

    private string WhyNot()
    {
        var servers = MatchedPeers.Readers(_requests.Id, "serviceid");
        return servers.Count == 0 ? "no server is there"
            : servers.Exists(server => server.IsFast) && servers.Exists(server => !server.IsFast)
                ? "it has servers of rmw_fastrtps and of rmw_cyclonedds, which cannot share a service"
                : "its server is there and still busy, or failed";
    }

    private void OnReply(MessageLoan loan, ulong publication)
    {
        using (loan)
        {
            var isFast = ReplySertype.TryGetRelated(loan, out var asked, out var sequence);
            if (isFast ? !asked.Equals(_requests.Guid) : !TryReadSequence(loan, out sequence))
            {
                // Every client of the service gets every answer.
                return;
            }

            if (!_pending.TryRemove(sequence, out var answer))
            {
                return;
            }

            try
            {
                answer.TrySetResult(isFast ? ReadPlain(loan) : ServiceWire.Read<TResponse>(loan.Cdr));
            }
            catch (CdrException e)
            {
                _node.Logger.LogWarning("an answer of '{Service}' cannot be read: {Problem}", Name, e.Message);
                answer.TrySetException(new RosServiceException($"the answer of '{Name}' cannot be read: {e.Message}"));
            }
        }
    }

    private bool TryReadSequence(MessageLoan loan, out long sequence)
    {
        var isOurs = ServiceWire.TryReadId(loan.Cdr, out var id) && id.Client == _handle;
        sequence = id.Sequence;
        return isOurs;
    }

    private static TResponse ReadPlain(MessageLoan loan)
    {
        var response = new TResponse();
        TResponse.Deserialize(loan.Cdr, response);
        return response;
    }
}
