using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;
using Ros2DotNet.Graph;

namespace Ros2DotNet;

/// <summary>
/// One DDS participant with its executors and nodes. The first signal (SIGINT, SIGTERM) asks for shutdown, a second one
/// ends the process.
/// </summary>
public sealed class RosContext : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Node> _nodes = [];
    private readonly List<RosExecutor> _executors = [];
    private readonly CancellationTokenSource _shutdown = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly DdsEntity _participant;
    private readonly DiscoveryPublisher _discovery;
    private readonly bool _humble = Environment.GetEnvironmentVariable("ROS_DISTRO") == "humble";
    private Action[] _qosChecks = [];
    private bool _disposed;

    /// <summary>Joins the domain of ROS_DOMAIN_ID.</summary>
    /// <exception cref="RosArgumentException">Arguments or environment cannot be followed.</exception>
    /// <exception cref="DdsException">Cyclone DDS is missing or refuses.</exception>
    public RosContext(string[] args)
    {
        Arguments = RosArguments.Parse(args);
        LogLevels = new LogLevels(Arguments.LogLevel, Arguments.LoggerLevels);
        DomainId = DomainConfiguration.DomainId(Environment.GetEnvironmentVariable("ROS_DOMAIN_ID"));
        _ = DdscLibrary.Handle;
        Domain = new DomainLease(DomainId);
        try
        {
            SelfTest.Run(DomainId);
            _participant = CreateParticipant();
            SystemExecutor = CreateExecutor(1, "ros/system");
            DefaultExecutor = CreateExecutor(1, "ros/executor");
            Time = new ClockSource(this);
            _discovery = new DiscoveryPublisher(this, _humble);
            Graph = new RosGraph(this);
        }
        catch
        {
            _executors.ForEach(executor => executor.Dispose());
            _participant?.Dispose();
            Domain.Release();
            throw;
        }

        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
        SystemExecutor.AddTimer(TimeSpan.FromSeconds(1), CheckQos);
        KernelLimits.WarnIfTooLow(CreateLogger("ros"));
    }

    /// <summary>Arguments that are not of ROS.</summary>
    public IReadOnlyList<string> ApplicationArguments => Arguments.Application;

    public int DomainId { get; }

    /// <summary>The SROS2 enclave, <c>/</c> by default.</summary>
    public string Enclave => Arguments.Enclave;

    /// <summary>Cancelled by SIGINT, SIGTERM or <see cref="RequestShutdown"/>.</summary>
    public CancellationToken Shutdown => _shutdown.Token;

    /// <summary>What is in the domain.</summary>
    public RosGraph Graph { get; }

    /// <summary>Levels of the loggers of this context.</summary>
    public LogLevels LogLevels { get; }

    internal RosArguments Arguments { get; }

    internal DomainLease Domain { get; }

    internal int Participant => _participant.Id;

    /// <summary>Serves the graph, the clock and answers to clients: nothing of the user's may hold it up.</summary>
    internal RosExecutor SystemExecutor { get; }

    internal RosExecutor DefaultExecutor { get; }

    internal LocalBus Local { get; } = new();

    internal ClockSource Time { get; }

    /// <summary>
    /// Creates a node; <c>__node</c> and <c>__ns</c> of the arguments take precedence over the names given here.
    /// </summary>
    /// <exception cref="RosNameException">A name breaks a rule.</exception>
    /// <exception cref="RosParameterException">A value given for a parameter cannot be taken.</exception>
    public Node CreateNode(string defaultName, string defaultNamespace = "/", NodeOptions? options = null)
    {
        var name = Arguments.Remapped(defaultName, "__node")
            ?? Arguments.Remapped(defaultName, "__name") ?? defaultName;
        var nodeNamespace = Arguments.Remapped(defaultName, "__ns") ?? defaultNamespace;
        if ((RosNames.NodeNameProblem(name) ?? RosNames.NamespaceProblem(nodeNamespace)) is { } problem)
        {
            throw new RosNameException(problem);
        }

        var node = new Node(this, name, nodeNamespace, options ?? new NodeOptions());
        lock (_gate)
        {
            _nodes.Add(node);
        }

        PublishGraph();
        return node;
    }

    /// <summary>
    /// An executor for nodes that are not to share the context's own thread; it lives as long as the context.
    /// </summary>
    public RosExecutor CreateExecutor(int threads = 1, string name = "ros/pool")
    {
        var executor = new RosExecutor(Participant, CreateLogger("ros"), name, threads);
        lock (_gate)
        {
            _executors.Add(executor);
        }

        return executor;
    }

    /// <summary>Publishers and subscriptions of ROS topics seen in the domain, this context's own included.</summary>
    public IReadOnlyList<TopicEndpoint> GetEndpoints() => Graph.GetEndpoints();

    /// <summary>Cancels <see cref="Shutdown"/>.</summary>
    public void RequestShutdown() => _shutdown.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _shutdown.Cancel();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        Node[] nodes;
        lock (_gate)
        {
            nodes = [.. _nodes];
        }

        foreach (var node in nodes)
        {
            node.Dispose();
        }

        _executors.ForEach(executor => executor.Dispose());
        Time.Dispose();
        Graph.Dispose();
        _discovery.Dispose();
        _participant.Dispose();
        Domain.Release();

        // The source of Shutdown is left to the collector: a signal may still be on its way to it.
    }

    internal ILogger CreateLogger(string name, Rosout? rosout = null) =>
        new RosLogger(name, LogLevels, Arguments.LogToConsole, rosout);

    internal string TypeHashUserData(string typeHash) => _humble || typeHash.Length == 0 ? "" : $"typehash={typeHash};";

    internal void WatchQos(Action check)
    {
        lock (_gate)
        {
            _qosChecks = [.. _qosChecks, check];
        }
    }

    internal void UnwatchQos(Action check)
    {
        lock (_gate)
        {
            _qosChecks = [.. _qosChecks.Where(other => other != check)];
        }
    }

    internal void Forget(Node node)
    {
        lock (_gate)
        {
            _nodes.Remove(node);
        }

        PublishGraph();
    }

    internal DiscoveryInfo.NodeEntry[] NodeEntries()
    {
        lock (_gate)
        {
            return [.. _nodes.Select(node => node.Entry())];
        }
    }

    internal void PublishGraph()
    {
        if (!_disposed)
        {
            _discovery.Schedule();
        }
    }

    private DdsEntity CreateParticipant()
    {
        using var qos = new DdsQos().WithUserData($"enclave={Enclave};");
        var security = SecuritySettings.Read(Enclave, Environment.GetEnvironmentVariable,
            problem => CreateLogger("ros").LogWarning("{Problem}", problem));
        foreach (var (name, value) in security)
        {
            Ddsc.dds_qset_prop(qos.Handle, name, value);
        }

        var what = $"participant in domain {DomainId}" +
            (security.Count > 0 ? $" with the security files of enclave '{Enclave}'" : "");
        return new DdsEntity(Ddsc.dds_create_participant((uint)DomainId, qos.Handle, 0), what);
    }

    private void CheckQos()
    {
        foreach (var check in Volatile.Read(ref _qosChecks))
        {
            check();
        }
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = !_shutdown.IsCancellationRequested;
        _shutdown.Cancel();
    }
}
