using Microsoft.Extensions.Logging;
using Perception.Viewer.Channels;
using Perception.Viewer.Protocol;
using Ros2DotNet;

namespace Perception.Viewer.Live;

/// <summary>
/// The topics of a domain, subscribed to only while a client wants them, and the parameters of its nodes.
/// </summary>
public sealed class LiveSource : ViewSource
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Node _node;
    private readonly Func<string, string?> _findDefinition;
    private readonly Dictionary<string, LiveTopic> _topics = [];
    private readonly HashSet<string> _withoutDefinition = [];
    private readonly LiveParameters _parameters;
    private ChannelHub? _hub;
    private RosTimer? _poll;
    private int _graphChanged = 1;

    /// <param name="context">The domain to look at; it is to live longer than this.</param>
    /// <param name="findDefinition">The ros2msg text of a type that is not compiled in, null where it is
    /// unknown.</param>
    public LiveSource(RosContext context, Func<string, string?>? findDefinition = null)
        : base($"Edge Perception, domain {context.DomainId}")
    {
        // Threads of its own: what a viewer does must not hold up anything else of this process.
        _node = context.CreateNode("viewer", options: new NodeOptions
        {
            Executor = context.CreateExecutor(1, "viewer"),
            ParameterServices = false,
            Rosout = false,
        });
        _findDefinition = findDefinition ?? (_ => null);
        _parameters = new LiveParameters(_node);
    }

    internal override IParameterStore Parameters => _parameters;

    internal override bool SendsTime => _node.Clock.IsSimulated;

    internal override ConnectionGraph Graph => ReadGraph();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _node.Context.Graph.Changed -= OnGraphChanged;
        _poll?.Dispose();
        _parameters.Dispose();
        lock (_gate)
        {
            foreach (var topic in _topics.Values) topic.Unsubscribe();
        }

        _node.Dispose();
    }

    internal override void Start(ChannelHub hub)
    {
        _hub = hub;
        _parameters.Start(hub);
        _node.Context.Graph.Changed += OnGraphChanged;
        _poll = _node.CreateWallTimer(PollPeriod, Poll);
    }

    internal override void SetDemand(Channel channel, bool wanted)
    {
        lock (_gate)
        {
            if (!_topics.TryGetValue(channel.Info.Topic, out var topic) || topic.Channel != channel) return;
            if (wanted) topic.Subscribe();
            else topic.Unsubscribe();
        }
    }

    private void OnGraphChanged() => Volatile.Write(ref _graphChanged, 1);

    private void Poll()
    {
        if (SendsTime) _hub!.PublishTime(_node.Now().Nanoseconds);
        if (Interlocked.Exchange(ref _graphChanged, 0) == 0) return;
        UpdateTopics();
        _hub!.PublishGraph(ReadGraph());
        _parameters.OnGraphChanged();
    }

    private void UpdateTopics()
    {
        var published = _node.Context.Graph.GetEndpoints()
            .Where(endpoint => endpoint.IsPublisher && endpoint.Node != _node.FullyQualifiedName)
            .GroupBy(endpoint => endpoint.Topic)
            .ToDictionary(group => group.Key, group => group.ToArray());

        // The hub's lock comes before this object's, since clients come from there.
        LiveTopic[] gone;
        lock (_gate) gone =
            [.. _topics.Values.Where(topic => !published.TryGetValue(topic.Name, out var now) || !topic.Matches(now))];
        _hub!.Remove([.. gone.Select(topic => topic.Channel)]);
        List<ChannelInfo> added = [];
        lock (_gate)
        {
            foreach (var topic in gone)
            {
                topic.Unsubscribe();
                _topics.Remove(topic.Name);
            }

            foreach (var (name, publishers) in published)
            {
                if (_topics.TryGetValue(name, out var known)) known.Follow(publishers);
                else if (Describe(name, publishers) is { } info) added.Add(info);
            }
        }

        foreach (var channel in _hub.Add(added, OnAdding))
        {
            lock (_gate) _topics[channel.Info.Topic].Follow(published[channel.Info.Topic]);
        }
    }

    // Before clients hear of it: they may ask for it at once.
    private void OnAdding(Channel channel)
    {
        lock (_gate) _topics.Add(channel.Info.Topic, new LiveTopic(_node, _hub!, channel));
    }

    private ChannelInfo? Describe(string topic, TopicEndpoint[] publishers)
    {
        var type = publishers[0].Type;
        var definition = MessageTypes.TryGet(type, out var support) ? support.Definition : _findDefinition(type);
        if (definition is not null) return new ChannelInfo(topic, type, definition, LiveTopic.IsLatched(publishers));
        if (_withoutDefinition.Add(topic)) _node.Logger.LogWarning(
            "'{Topic}' is not shown: the definition of {Type} is not in AMENT_PREFIX_PATH", topic, type);
        return null;
    }

    private ConnectionGraph ReadGraph()
    {
        var endpoints = _node.Context.Graph.GetEndpoints();
        var servers = _node.Context.Graph.GetServiceEndpoints().Where(endpoint => endpoint.IsServer);
        return new ConnectionGraph(
            Nodes(endpoints.Where(item => item.IsPublisher).Select(item => (item.Topic, item.Node))),
            Nodes(endpoints.Where(item => !item.IsPublisher).Select(item => (item.Topic, item.Node))),
            Nodes(servers.Select(item => (item.Service, item.Node))));
    }

    private static Dictionary<string, string[]> Nodes(IEnumerable<(string Name, string? Node)> pairs) => pairs
        .Where(pair => pair.Node is not null)
        .GroupBy(pair => pair.Name, pair => pair.Node!)
        .ToDictionary(group => group.Key, group => group.Distinct().Order(StringComparer.Ordinal).ToArray());
}
