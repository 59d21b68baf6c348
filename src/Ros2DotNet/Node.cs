using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;

namespace Ros2DotNet;

/// <summary>A node: a name in the graph that owns publishers, subscriptions, timers and parameters.</summary>
public sealed class Node : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<IPublisher> _publishers = [];
    private readonly List<Subscription> _subscriptions = [];
    private readonly List<RosTimer> _timers = [];
    private bool _disposed;

    internal Node(RosContext context, string name, string nodeNamespace)
    {
        Context = context;
        Name = name;
        Namespace = nodeNamespace;
        FullyQualifiedName = nodeNamespace == "/" ? $"/{name}" : $"{nodeNamespace}/{name}";
        Logger = context.CreateLogger(FullyQualifiedName[1..].Replace('/', '.'));
        Parameters = new NodeParameters(FullyQualifiedName, context.Arguments.Parameters);
        Parameters.Declare("use_sim_time", false, new ParameterDescriptor { Description = "Take the time from /clock." });
    }

    public string Name { get; }

    public string Namespace { get; }

    public string FullyQualifiedName { get; }

    public ILogger Logger { get; }

    public NodeParameters Parameters { get; }

    public RosContext Context { get; }

    /// <summary>The time for stamps.</summary>
    public RosTime Now() => RosTime.SystemNow;

    /// <summary>The full name of a topic after expansion and remapping.</summary>
    /// <exception cref="RosNameException">The name breaks a rule.</exception>
    public string ResolveTopic(string topic)
    {
        var expanded = RosNames.Expand(topic, Namespace, Name);
        foreach (var rule in Context.Arguments.Remaps)
        {
            if (rule.AppliesTo(Name) && !rule.From.StartsWith("__", StringComparison.Ordinal) &&
                RosNames.Expand(rule.From, Namespace, Name) == expanded)
            {
                return RosNames.Expand(rule.To, Namespace, Name);
            }
        }

        return expanded;
    }

    /// <summary>Creates a publisher.</summary>
    /// <exception cref="RosNameException">The topic's name breaks a rule.</exception>
    /// <exception cref="DdsException">Cyclone refused it.</exception>
    public Publisher<T> CreatePublisher<T>(string topic, QosProfile qos) where T : class, IRosMessage<T>, new()
    {
        var publisher = new Publisher<T>(this, ResolveTopic(topic), qos);
        lock (_gate)
        {
            _publishers.Add(publisher);
        }

        Context.PublishGraph();
        return publisher;
    }

    /// <summary>Subscribes with messages as objects; the one object is filled anew for each call of the handler.</summary>
    public Subscription CreateSubscription<T>(string topic, QosProfile qos, Action<T> handler) where T : class, IRosMessage<T>, new()
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

    /// <summary>Subscribes with messages where they lie; the handler owns each loan and disposes it, on whatever thread.</summary>
    public Subscription CreateLoanedSubscription<T>(string topic, QosProfile qos, Action<MessageLoan> handler)
        where T : class, IRosMessage<T>, new() =>
        CreateLoanedSubscription(topic, T.TypeName, T.TypeHash, qos, handler);

    /// <summary>Subscribes to a type that is known by its ROS name only.</summary>
    public Subscription CreateLoanedSubscription(string topic, string rosTypeName, string typeHash, QosProfile qos, Action<MessageLoan> handler)
    {
        var subscription = new Subscription(this, ResolveTopic(topic), RosNames.ToDdsType(rosTypeName), typeHash, qos, handler);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        Context.PublishGraph();
        return subscription;
    }

    /// <summary>A timer on the executor's thread.</summary>
    public RosTimer CreateTimer(TimeSpan period, Action callback)
    {
        var timer = Context.Executor.AddTimer(period, callback);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        IDisposable[] owned;
        lock (_gate)
        {
            owned = [.. _timers, .. _subscriptions, .. _publishers];
        }

        foreach (var item in owned)
        {
            item.Dispose();
        }

        Context.Forget(this);
    }

    internal (EndpointGuid[] Readers, EndpointGuid[] Writers) Endpoints()
    {
        lock (_gate)
        {
            return ([.. _subscriptions.Select(item => item.Guid)], [.. _publishers.Select(item => item.Guid)]);
        }
    }

    internal void Forget(IPublisher publisher)
    {
        lock (_gate)
        {
            _publishers.Remove(publisher);
        }

        Context.PublishGraph();
    }

    internal void Forget(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }

        Context.PublishGraph();
    }
}
