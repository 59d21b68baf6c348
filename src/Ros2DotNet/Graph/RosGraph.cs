using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;
using Ros2DotNet.Graph;
using Ros2DotNet.Messages.RmwDdsCommon;

namespace Ros2DotNet;

/// <summary>
/// What is in the domain: nodes, topics, services and their endpoints, this context's own included. It is kept up to
/// date in the background; what was asked for right after a start may not have been discovered yet, see
/// <see cref="WaitForAsync"/>.
/// </summary>
public sealed class RosGraph : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RosContext _context;
    private readonly ILogger _logger;
    private readonly Dictionary<EndpointGuid, string> _participants = [];
    private readonly Dictionary<EndpointGuid, DiscoveredEndpoint> _endpoints = [];
    private readonly Dictionary<EndpointGuid, DiscoveryInfo> _infos = [];
    private readonly BuiltinReader[] _readers;
    private readonly DdsReader _discovery;
    private long _malformed;

    internal RosGraph(RosContext context)
    {
        _context = context;
        _logger = context.CreateLogger("ros.graph");
        using var qos = DdsQos.ForEndpoint(
            new QosProfile
            {
                Durability = DurabilityPolicy.TransientLocal,
                History = HistoryPolicy.KeepAll,
                IgnoreLocal = true
            },
            context.TypeHashUserData(ParticipantEntitiesInfo.TypeHash), writer: false);
        _discovery =
            new DdsReader(context.Participant, context.Domain, context.SystemExecutor, DiscoveryPublisher.Topic,
            ParticipantEntitiesInfo.DdsTypeName, qos, DiscoveryPublisher.Topic, OnDiscoveryInfo);
        _readers =
        [
            new BuiltinReader(context.Participant, context.SystemExecutor, Ddsc.BuiltinParticipants, OnParticipant),
            new BuiltinReader(context.Participant, context.SystemExecutor, Ddsc.BuiltinPublications, OnPublication),
            new BuiltinReader(context.Participant, context.SystemExecutor, Ddsc.BuiltinSubscriptions, OnSubscription),
        ];
    }

    /// <summary>Something came or went; raised on a thread of the library, so handlers are to be short.</summary>
    public event Action? Changed;

    /// <summary>All nodes, by name; a name that several nodes have appears as often.</summary>
    public IReadOnlyList<NodeInfo> GetNodes()
    {
        var nodes = new List<NodeInfo>(
            _context.NodeEntries().Select(node => new NodeInfo(node.Name, node.Namespace, _context.Enclave)));
        lock (_gate)
        {
            foreach (var info in _infos.Values)
            {
                if (_participants.TryGetValue(info.Participant, out var enclave))
                {
                    nodes.AddRange(info.Nodes.Select(node => new NodeInfo(node.Name, node.Namespace, enclave)));
                }
            }
        }

        nodes.Sort((a, b) => string.CompareOrdinal(a.FullyQualifiedName, b.FullyQualifiedName));
        return nodes;
    }

    /// <summary>All publishers and subscriptions of ROS topics.</summary>
    public IReadOnlyList<TopicEndpoint> GetEndpoints() => Select(static (endpoint, node) => endpoint.AsTopic(node));

    /// <summary>Publishers and subscriptions of one topic, by its full name.</summary>
    public IReadOnlyList<TopicEndpoint> GetEndpoints(string topic) =>
        Select((endpoint, node) => endpoint.DdsTopic.Length == topic.Length + 2 &&
            endpoint.DdsTopic.EndsWith(topic, StringComparison.Ordinal) ? endpoint.AsTopic(node) : null);

    /// <summary>All servers and clients of ROS services.</summary>
    public IReadOnlyList<ServiceEndpoint> GetServiceEndpoints() =>
        Select(static (endpoint, node) => endpoint.AsService(node));

    /// <summary>Topics with the types that their endpoints say.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> GetTopics() =>
        Types(GetEndpoints().Select(endpoint => (endpoint.Topic, endpoint.Type)));

    /// <summary>Services that have a server, with their types.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> GetServices() =>
        Types(GetServiceEndpoints().Where(endpoint => endpoint.IsServer)
            .Select(endpoint => (endpoint.Service, endpoint.Type)));

    /// <summary>Waits until <paramref name="condition"/> holds of the graph; false when the time is over.</summary>
    public async Task<bool> WaitForAsync(Func<RosGraph, bool> condition, TimeSpan timeout,
        CancellationToken cancellation = default)
    {
        // Not disposed: the event may still be on its way to it when the wait is over.
        var change = new SemaphoreSlim(0);
        void OnChange() => change.Release();
        Changed += OnChange;
        try
        {
            var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
            while (!condition(this))
            {
                var left = deadline - Environment.TickCount64;
                if (left <= 0)
                {
                    return false;
                }

                await change.WaitAsync((int)Math.Min(left, 1000), cancellation).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            Changed -= OnChange;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _discovery.Dispose();
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }

    private List<T> Select<T>(Func<DiscoveredEndpoint, string?, T?> select) where T : class
    {
        var selected = new List<T>();
        lock (_gate)
        {
            var owners = Owners();
            foreach (var endpoint in _endpoints.Values)
            {
                if (select(endpoint, owners.GetValueOrDefault(endpoint.Guid)) is { } item)
                {
                    selected.Add(item);
                }
            }
        }

        return selected;
    }

    private Dictionary<EndpointGuid, string> Owners()
    {
        var owners = new Dictionary<EndpointGuid, string>();
        foreach (var node in _infos.Values.SelectMany(info => info.Nodes).Concat(_context.NodeEntries()))
        {
            var name = node.Namespace == "/" ? $"/{node.Name}" : $"{node.Namespace}/{node.Name}";
            foreach (var guid in node.Readers.Concat(node.Writers))
            {
                owners[guid] = name;
            }
        }

        return owners;
    }

    private static SortedDictionary<string, IReadOnlyList<string>> Types(IEnumerable<(string Name, string Type)> items)
    {
        var types = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var group in items.GroupBy(item => item.Name))
        {
            types[group.Key] = [.. group.Select(item => item.Type).Distinct().Order(StringComparer.Ordinal)];
        }

        return types;
    }

    private unsafe void OnParticipant(nint sample, bool alive)
    {
        var participant = (BuiltinParticipant*)sample;
        var guid = EndpointGuid.From(new ReadOnlySpan<byte>(participant->Key, 16));
        lock (_gate)
        {
            if (alive)
            {
                _participants[guid] = ServiceWire.UserValue(participant->Qos, "enclave") ?? "/";
            }
            else
            {
                _participants.Remove(guid);
                _infos.Remove(guid);
            }
        }

        Changed?.Invoke();
    }

    private void OnPublication(nint sample, bool alive) => OnEndpoint(sample, alive, isWriter: true);

    private void OnSubscription(nint sample, bool alive) => OnEndpoint(sample, alive, isWriter: false);

    private unsafe void OnEndpoint(nint sample, bool alive, bool isWriter)
    {
        var endpoint = (BuiltinEndpoint*)sample;
        lock (_gate)
        {
            if (alive)
            {
                var discovered = new DiscoveredEndpoint(endpoint, isWriter);
                _endpoints[discovered.Guid] = discovered;
            }
            else
            {
                _endpoints.Remove(EndpointGuid.From(new ReadOnlySpan<byte>(endpoint->Key, 16)));
            }
        }

        Changed?.Invoke();
    }

    private void OnDiscoveryInfo(MessageLoan loan, ulong publication)
    {
        using (loan)
        {
            try
            {
                var info = DiscoveryInfo.Read(loan.Cdr);
                lock (_gate)
                {
                    _infos[info.Participant] = info;
                }
            }
            catch (CdrException e)
            {
                if (_malformed++ % 100 == 0)
                {
                    _logger.LogWarning("a malformed ros_discovery_info was skipped ({Count} so far): {Problem}",
                        _malformed, e.Message);
                }
            }
        }

        Changed?.Invoke();
    }
}
