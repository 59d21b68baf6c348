using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;
using Ros2DotNet.Graph;

namespace Ros2DotNet;

/// <summary>One DDS participant with its executor and nodes. The first signal (SIGINT, SIGTERM) asks for shutdown.</summary>
public sealed class RosContext : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Node> _nodes = [];
    private Action[] _qosChecks = [];
    private readonly CancellationTokenSource _shutdown = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly RosConsoleLoggerProvider _loggers;
    private readonly DiscoveryPublisher _discovery;
    private readonly GraphReader _graph;
    private readonly bool _humble = Environment.GetEnvironmentVariable("ROS_DISTRO") == "humble";
    private bool _disposed;

    /// <summary>Joins the domain of ROS_DOMAIN_ID.</summary>
    /// <exception cref="RosArgumentException">Arguments or environment cannot be followed.</exception>
    /// <exception cref="DdsException">Cyclone DDS is missing or refuses.</exception>
    public RosContext(string[] args)
    {
        Arguments = RosArguments.Parse(args);
        DomainId = DomainConfiguration.DomainId(Environment.GetEnvironmentVariable("ROS_DOMAIN_ID"));
        _loggers = new RosConsoleLoggerProvider(LevelOf);
        _ = DdscLibrary.Handle;
        Domain = new DomainLease(DomainId);
        try
        {
            using var qos = new DdsQos().WithUserData($"enclave={Arguments.Enclave};");
            Participant = DdsException.Check(Ddsc.dds_create_participant((uint)DomainId, qos.Handle, 0), $"participant in domain {DomainId}");
            SelfTest.Run(Participant, Domain);
            Executor = new Executor(Participant, CreateLogger("ros"));
            _discovery = new DiscoveryPublisher(Participant, _humble);
            _graph = new GraphReader(Participant);
        }
        catch
        {
            if (Participant > 0)
            {
                Ddsc.dds_delete(Participant);
            }

            Domain.Release();
            throw;
        }

        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
        Executor.AddTimer(TimeSpan.FromSeconds(1), CheckQos);
        Executor.Start();
        KernelLimits.WarnIfTooLow(CreateLogger("ros"));
    }

    /// <summary>Arguments that are not of ROS.</summary>
    public IReadOnlyList<string> ApplicationArguments => Arguments.Application;

    public int DomainId { get; }

    /// <summary>Cancelled by SIGINT or SIGTERM.</summary>
    public CancellationToken Shutdown => _shutdown.Token;

    internal RosArguments Arguments { get; }

    internal DomainLease Domain { get; }

    internal int Participant { get; }

    internal Executor Executor { get; }

    /// <summary>Creates a node; <c>__node</c> and <c>__ns</c> of the arguments take precedence over the names given here.</summary>
    /// <exception cref="RosNameException">A name breaks a rule.</exception>
    public Node CreateNode(string defaultName, string defaultNamespace = "/")
    {
        var name = Remapped(defaultName, "__node") ?? Remapped(defaultName, "__name") ?? defaultName;
        var nodeNamespace = Remapped(defaultName, "__ns") ?? defaultNamespace;
        if ((RosNames.NodeNameProblem(name) ?? RosNames.NamespaceProblem(nodeNamespace)) is { } problem)
        {
            throw new RosNameException(problem);
        }

        var node = new Node(this, name, nodeNamespace);
        lock (_gate)
        {
            _nodes.Add(node);
        }

        PublishGraph();
        return node;
    }

    /// <summary>Publishers and subscriptions of ROS topics seen in the domain, this context's own included.</summary>
    public IReadOnlyList<TopicEndpoint> GetEndpoints() => _graph.Read();

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

        Executor.Dispose();
        Ddsc.dds_delete(Participant);
        Domain.Release();
        _loggers.Dispose();
        _shutdown.Dispose();
    }

    internal ILogger CreateLogger(string name) => _loggers.CreateLogger(name);

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

    internal void PublishGraph()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _discovery.Publish(_nodes);
            }
        }
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
        signal.Cancel = true;
        _shutdown.Cancel();
    }

    private string? Remapped(string nodeName, string what) =>
        Arguments.Remaps.FirstOrDefault(rule => rule.From == what && rule.AppliesTo(nodeName))?.To;

    private LogLevel LevelOf(string logger) => !Arguments.LogToConsole ? LogLevel.None
        : Arguments.LoggerLevels.TryGetValue(logger, out var level) ? level : Arguments.LogLevel;
}
