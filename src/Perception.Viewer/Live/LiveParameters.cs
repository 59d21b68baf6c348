using Microsoft.Extensions.Logging;
using Perception.Viewer.Channels;
using Perception.Viewer.Protocol;
using Ros2DotNet;
using Ros2DotNet.Messages.RclInterfaces;

namespace Perception.Viewer.Live;

/// <summary>The parameters of all nodes, through their services; changes are heard on /parameter_events.</summary>
internal sealed class LiveParameters(Node node) : IParameterStore, IDisposable
{
    private const string ServiceSuffix = "/get_parameters";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, ParameterClient> _clients = [];
    private readonly CancellationTokenSource _stop = new();
    private ChannelHub? _hub;
    private Subscription? _events;
    private HashSet<string> _nodes = [];

    public void Start(ChannelHub hub)
    {
        _hub = hub;
        _events = node.CreateSubscription<ParameterEvent>("/parameter_events", QosProfile.ParameterEvents, OnEvent);
    }

    /// <summary>Nodes that are new tell their parameters; those that are gone are forgotten.</summary>
    public void OnGraphChanged()
    {
        var now = ServingNodes();
        var fresh = now.Except(_nodes).ToArray();
        _nodes = now;
        if (fresh.Length > 0) _ = TellAsync(() => ReadAllAsync(fresh, _stop.Token));
    }

    public async Task<IReadOnlyList<NamedValue>> GetAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (names.Count == 0) return await ReadAllAsync(ServingNodes(), cancellation).ConfigureAwait(false);
        var values = new List<NamedValue>();
        foreach (var group in ByNode(names.Select(name => new NamedValue(name, ""))))
        {
            string[] wanted = [.. group.Select(item => item.Parameter)];
            values.AddRange(await ReadAsync(group.Key, wanted, cancellation).ConfigureAwait(false));
        }

        return values;
    }

    public async Task<IReadOnlyList<string>> SetAsync(IReadOnlyList<NamedValue> values, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var group in ByNode(values))
        {
            try
            {
                var client = await ClientAsync(group.Key, cancellation).ConfigureAwait(false);
                var wanted = group.Select(item => (item.Parameter, item.Value)).ToArray();
                var results = await client.SetAsync(wanted, cancellation).ConfigureAwait(false);
                problems.AddRange(wanted.Zip(results)
                    .Where(pair => !pair.Second.Successful)
                    .Select(pair => $"{group.Key} refuses {pair.First.Parameter}: {pair.Second.Reason}"));
            }
            catch (RosServiceException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _events?.Dispose();
        _gate.Wait();
        foreach (var client in _clients.Values) client.Dispose();
        _clients.Clear();
        _gate.Release();
    }

    private HashSet<string> ServingNodes() => [.. node.Context.Graph.GetServices().Keys
        .Where(service => service.EndsWith(ServiceSuffix, StringComparison.Ordinal))
        .Select(service => service[..^ServiceSuffix.Length])];

    private static IEnumerable<IGrouping<string,
    (string Parameter, object Value)>> ByNode(IEnumerable<NamedValue> values) => values
        .Select(item => (Parts: NamedValue.Split(item.Name), item.Value))
        .Where(item => item.Parts is not null)
        .GroupBy(item => item.Parts!.Value.Node, item => (item.Parts!.Value.Parameter, item.Value));

    private async Task<IReadOnlyList<NamedValue>> ReadAllAsync(IEnumerable<string> nodes,
        CancellationToken cancellation)
    {
        var lists = await Task.WhenAll(nodes.Select(name => ReadAsync(name, null, cancellation))).ConfigureAwait(false);
        return [.. lists.SelectMany(list => list).OrderBy(item => item.Name, StringComparer.Ordinal)];
    }

    // A node that does not answer, or goes meanwhile, has no parameters to show.
    private async Task<IReadOnlyList<NamedValue>> ReadAsync(string target, IReadOnlyList<string>? names,
        CancellationToken cancellation)
    {
        try
        {
            var client = await ClientAsync(target, cancellation).ConfigureAwait(false);
            var known = await client.ListAsync(cancellation).ConfigureAwait(false);
            string[] wanted = [.. names is null ? known : names.Where(known.Contains)];
            if (wanted.Length == 0) return [];
            var values = await client.GetAsync(wanted, cancellation).ConfigureAwait(false);
            return [.. wanted.Zip(values, (name, value) => new NamedValue($"{target}.{name}", value))];
        }
        catch (Exception e) when (e is RosServiceException or RosParameterException)
        {
            node.Logger.LogDebug("no parameters of {Node}: {Reason}", target, e.Message);
            return [];
        }
    }

    private async Task<ParameterClient> ClientAsync(string target, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var serving = ServingNodes();
            foreach (var gone in _clients.Keys.Where(name => name != target && !serving.Contains(name)).ToArray())
            {
                _clients[gone].Dispose();
                _clients.Remove(gone);
            }

            if (_clients.TryGetValue(target, out var client)) return client;
            return serving.Contains(target)
                ? _clients[target] =
                    await ParameterClient.ConnectAsync(node, target, cancellation).ConfigureAwait(false)
                : throw new RosServiceException($"there is no node {target} that serves its parameters");
        }
        finally
        {
            _gate.Release();
        }
    }

    private void OnEvent(ParameterEvent change)
    {
        var names = change.NewParameters.AsSpan().ToArray().Concat(change.ChangedParameters.AsSpan().ToArray())
            .Select(parameter => $"{change.Node}.{parameter.Name}")
            .ToArray();
        if (names.Length > 0) _ = TellAsync(() => GetAsync(names, _stop.Token));
    }

    private async Task TellAsync(Func<Task<IReadOnlyList<NamedValue>>> read)
    {
        try
        {
            var values = await read().ConfigureAwait(false);
            _hub!.ForEachSession(session =>
            {
                NamedValue[] wanted = [.. values.Where(item => session.FollowsParameter(item.Name))];
                if (wanted.Length > 0) session.PostControl(ServerMessages.ParameterValues(wanted, id: null));
            });
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The viewer ends.
        }
    }
}
