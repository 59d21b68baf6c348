using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Graph;
using Ros2DotNet.Messages.RclInterfaces;

namespace Ros2DotNet;

/// <summary>A node: a name in the graph that owns publishers, subscriptions, services, timers and parameters.</summary>
public sealed class Node : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<IRosEndpoint> _endpoints = [];
    private readonly List<IDisposable> _furniture = [];
    private readonly Rosout? _rosout;
    private bool _disposed;

    internal Node(RosContext context, string name, string nodeNamespace, NodeOptions options)
    {
        Context = context;
        Name = name;
        Namespace = nodeNamespace;
        FullyQualifiedName = nodeNamespace == "/" ? $"/{name}" : $"{nodeNamespace}/{name}";
        UsesIntraProcess = options.IntraProcess;
        Executor = options.Executor ?? context.DefaultExecutor;
        Parameters = new NodeParameters(FullyQualifiedName, context.Arguments.Parameters);
        try
        {
            if (options.Rosout && context.Arguments.LogToRosout)
            {
                _rosout = new Rosout(CreatePublisher<Log>("/rosout", QosProfile.Rosout));
            }

            Logger = CreateLogger("");
            Parameters.Declare("use_sim_time", false,
                new ParameterDescriptor { Description = "Take the time from /clock." });
            Parameters.Changed += FollowUseSimTime;
            FollowUseSimTime([]);
            if (options.ParameterServices)
            {
                _furniture.Add(new ParameterServices(this));
            }

            if (options.LoggerServices)
            {
                _furniture.Add(new LoggerServices(this));
            }
        }
        catch
        {
            // A container goes on without this node, and so must not keep half of it.
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    public string Namespace { get; }

    public string FullyQualifiedName { get; }

    public ILogger Logger { get; }

    public NodeParameters Parameters { get; }

    public RosContext Context { get; }

    /// <summary>ROS time: simulated while the parameter <c>use_sim_time</c> is true.</summary>
    public RosClock Clock { get; } = new(ClockType.Ros);

    /// <summary>What runs this node's handlers.</summary>
    public RosExecutor Executor { get; }

    internal bool UsesIntraProcess { get; }

    /// <summary>The time for stamps.</summary>
    public RosTime Now() => Clock.Now;

    /// <summary>A logger under the node's name; an empty name means the node's own.</summary>
    public ILogger CreateLogger(string name)
    {
        var full = FullyQualifiedName[1..].Replace('/', '.');
        return Context.CreateLogger(name.Length == 0 ? full : $"{full}.{name}", _rosout);
    }

    /// <summary>The full name of a topic after expansion and remapping.</summary>
    /// <exception cref="RosNameException">The name breaks a rule.</exception>
    public string ResolveTopic(string topic) => Context.Arguments.Resolve(topic, Namespace, Name, RemapKind.Topic);

    /// <summary>The full name of a service after expansion and remapping.</summary>
    /// <exception cref="RosNameException">The name breaks a rule.</exception>
    public string ResolveService(string service) =>
        Context.Arguments.Resolve(service, Namespace, Name, RemapKind.Service);

    /// <summary>
    /// Creates a publisher. Values given for <c>qos_overrides.TOPIC.publisher.POLICY</c> are followed.
    /// </summary>
    /// <exception cref="RosNameException">The topic's name breaks a rule.</exception>
    /// <exception cref="RosParameterException">A QoS override is none.</exception>
    /// <exception cref="DdsException">Cyclone refused it.</exception>
    public Publisher<T> CreatePublisher<T>(string topic, QosProfile qos) where T : class, IRosMessage<T>, new()
    {
        var name = ResolveTopic(topic);
        return Own(new Publisher<T>(this, name, QosOverrides.Apply(Parameters, name, "publisher", qos)));
    }

    /// <summary>Creates a publisher of a type that is known by its ROS name only.</summary>
    public SerializedPublisher CreateSerializedPublisher(string topic, string rosTypeName, string typeHash,
        QosProfile qos)
    {
        var name = ResolveTopic(topic);
        return Own(new SerializedPublisher(this, name, RosNames.ToDdsType(rosTypeName), typeHash,
            QosOverrides.Apply(Parameters, name, "publisher", qos)));
    }

    /// <summary>
    /// Subscribes with messages as objects; the one object is filled anew for each call of the handler.
    /// </summary>
    public Subscription CreateSubscription<T>(string topic, QosProfile qos, Action<T> handler)
        where T : class, IRosMessage<T>, new()
    {
        var message = new T();
        return CreateLoanedSubscription<T>(topic, qos, loan =>
        {
            using (loan)
            {
                T.Deserialize(loan.Cdr, message);
                handler(message);
            }
        });
    }

    /// <summary>
    /// Subscribes with messages where they lie; the handler owns each loan and disposes it, on whatever thread.
    /// </summary>
    public Subscription CreateLoanedSubscription<T>(string topic, QosProfile qos, Action<MessageLoan> handler)
        where T : class, IRosMessage<T>, new() =>
        CreateLoanedSubscription(topic, T.TypeName, T.TypeHash, qos, handler);

    /// <summary>Subscribes to a type that is known by its ROS name only.</summary>
    public Subscription CreateLoanedSubscription(string topic, string rosTypeName, string typeHash, QosProfile qos,
        Action<MessageLoan> handler) =>
        CreateLoanedSubscription(topic, rosTypeName, typeHash, qos, handler, Executor);

    /// <summary>Subscribes with a handler that another executor than the node's runs.</summary>
    internal Subscription CreateLoanedSubscription(
        string topic, string rosTypeName, string typeHash, QosProfile qos, Action<MessageLoan> handler,
        RosExecutor executor)
    {
        var name = ResolveTopic(topic);
        return Own(new Subscription(this, name, RosNames.ToDdsType(rosTypeName), typeHash,
            QosOverrides.Apply(Parameters, name, "subscription", qos), handler, executor));
    }

    /// <summary>
    /// Reads a topic with <c>await foreach</c>. Each message is an object of its own; of messages that wait to be read
    /// the newest <see cref="QosProfile.Depth"/> are kept, or all where the history says so.
    /// </summary>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(
        string topic, QosProfile qos, [EnumeratorCancellation] CancellationToken cancellation = default)
        where T : class, IRosMessage<T>, new()
    {
        var waiting = qos.History == HistoryPolicy.KeepAll
            ? Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true })
            : Channel.CreateBounded<T>(new BoundedChannelOptions(Math.Max(1, qos.Depth))
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                SingleReader = true,
            });
        using var subscription = CreateLoanedSubscription<T>(topic, qos, loan =>
        {
            using (loan)
            {
                var message = new T();
                T.Deserialize(loan.Cdr, message);
                waiting.Writer.TryWrite(message);
            }
        });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Context.Shutdown);
        await foreach (var message in waiting.Reader.ReadAllAsync(ended.Token).ConfigureAwait(false))
        {
            yield return message;
        }
    }

    /// <summary>Serves a service; the handler runs on the node's executor.</summary>
    public Service<TRequest, TResponse> CreateService<TRequest, TResponse>(
        string name, Func<TRequest, TResponse> handler, QosProfile? qos = null)
        where TRequest : class, IRosRequest<TRequest, TResponse>, new()
        where TResponse : class, IRosMessage<TResponse>, new() =>
        CreateService<TRequest, TResponse>(name, (request, _) => ValueTask.FromResult(handler(request)), qos);

    /// <summary>Serves a service that may answer later; the handler starts on the node's executor.</summary>
    public Service<TRequest, TResponse> CreateService<TRequest, TResponse>(
        string name, Func<TRequest, CancellationToken, ValueTask<TResponse>> handler, QosProfile? qos = null)
        where TRequest : class, IRosRequest<TRequest, TResponse>, new()
        where TResponse : class, IRosMessage<TResponse>, new() =>
        Own(new Service<TRequest, TResponse>(this, ResolveService(name), qos ?? QosProfile.Services, handler));

    /// <summary>Creates a client of a service.</summary>
    public ServiceClient<TRequest, TResponse> CreateClient<TRequest, TResponse>(string name, QosProfile? qos = null)
        where TRequest : class, IRosRequest<TRequest, TResponse>, new()
        where TResponse : class, IRosMessage<TResponse>, new() =>
        Own(new ServiceClient<TRequest, TResponse>(this, ResolveService(name), qos ?? QosProfile.Services));

    /// <summary>A timer of ROS time on the node's executor: it follows simulated time.</summary>
    public RosTimer CreateTimer(TimeSpan period, Action callback) => Own(Executor.AddTimer(period, callback, Clock));

    /// <summary>A timer of the steady clock on the node's executor, whatever <c>use_sim_time</c> is.</summary>
    public RosTimer CreateWallTimer(TimeSpan period, Action callback) => Own(Executor.AddTimer(period, callback));

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable[] owned;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            owned = [.. _furniture, .. _endpoints];
        }

        Context.Time.Leave(Clock);
        Clock.Changed -= Executor.WakeUp;
        foreach (var item in owned)
        {
            item.Dispose();
        }

        Context.Forget(this);
    }

    internal DiscoveryInfo.NodeEntry Entry()
    {
        lock (_gate)
        {
            var readers = _endpoints.SelectMany(item => item.Readers);
            return new DiscoveryInfo.NodeEntry(Namespace, Name,
                [.. Clock.IsSimulated && Context.Time.Guid is { } clock ? readers.Append(clock) : readers],
                [.. _endpoints.SelectMany(item => item.Writers)]);
        }
    }

    internal void Forget(IRosEndpoint endpoint)
    {
        lock (_gate)
        {
            _endpoints.Remove(endpoint);
        }

        Context.PublishGraph();
    }

    private T Own<T>(T endpoint) where T : IDisposable
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                if (endpoint is IRosEndpoint item)
                {
                    _endpoints.Add(item);
                }
                else
                {
                    _furniture.RemoveAll(other => other is RosTimer { IsDisposed: true });
                    _furniture.Add(endpoint);
                }

                Context.PublishGraph();
                return endpoint;
            }
        }

        endpoint.Dispose();
        throw new ObjectDisposedException(FullyQualifiedName);
    }

    private void FollowUseSimTime(IReadOnlyList<ParameterChange> changes)
    {
        var simulated = Parameters.Get<bool>("use_sim_time");
        if (simulated == Clock.IsSimulated)
        {
            return;
        }

        if (simulated)
        {
            Clock.Changed += Executor.WakeUp;
            Context.Time.Follow(Clock);
        }
        else
        {
            Context.Time.Leave(Clock);
            Clock.Changed -= Executor.WakeUp;
        }

        Context.PublishGraph();
    }
}
