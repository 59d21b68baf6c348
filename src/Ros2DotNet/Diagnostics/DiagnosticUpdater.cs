using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Ros2DotNet.Diagnostics;

/// <summary>Asks tasks how they are and publishes the answers on <c>/diagnostics</c>, once a second or as often as the
/// parameter <c>diagnostic_updater.period</c> says. Thread-safe; tasks run one at a time.</summary>
public sealed class DiagnosticUpdater : IDisposable
{
    private const string PeriodParameter = "diagnostic_updater.period";
    private const string FullNameParameter = "diagnostic_updater.use_fqn";

    private readonly object _gate = new();
    private readonly Node _node;
    private readonly string _speaker;
    private readonly Publisher<DiagnosticArray> _publisher;
    private readonly DiagnosticArray _message = new();
    private readonly List<Entry> _entries = [];
    private readonly List<DiagnosticReport> _reports = [];
    private RosTimer _timer;
    private bool _disposed;

    /// <summary>Starts to publish.</summary>
    /// <exception cref="RosParameterException">The period given is not allowed.</exception>
    public DiagnosticUpdater(Node node)
    {
        _node = node;
        var periodS = Declared(PeriodParameter, 1.0, new ParameterDescriptor
        {
            Description = "Seconds between two messages on /diagnostics.",
            Minimum = 0.001,
            Maximum = 3600,
        });
        var useFullName = Declared(FullNameParameter, false, new ParameterDescriptor
        {
            Description = "Name statuses after the node with its namespace.",
        });
        _speaker = useFullName ? node.FullyQualifiedName : node.Name;
        _publisher = node.CreatePublisher<DiagnosticArray>("/diagnostics", QosProfile.Default);
        _timer = node.CreateWallTimer(TimeSpan.FromSeconds(periodS), Update);
        node.Parameters.Changed += FollowPeriod;
    }

    private readonly record struct Entry(string StatusName, IDiagnosticTask Task);

    /// <summary>The device spoken of.</summary>
    public string HardwareId { get; set; } = "none";

    /// <summary>Adds a task by name and says that it starts.</summary>
    /// <exception cref="ArgumentException">There is a task of this name.</exception>
    public void Add(string name, Action<DiagnosticReport> run) => Add(new DelegateTask(name, run));

    /// <summary>Adds a task and says that it starts.</summary>
    /// <exception cref="ArgumentException">There is a task of this name.</exception>
    public void Add(IDiagnosticTask task)
    {
        lock (_gate)
        {
            if (_entries.Exists(entry => entry.Task.Name == task.Name))
            {
                throw new ArgumentException(
                    $"{_node.FullyQualifiedName} has a diagnostic task '{task.Name}' already", nameof(task));
            }

            var entry = new Entry($"{_speaker}: {task.Name}", task);
            _entries.Add(entry);
            Begin(1);
            Report(0, entry, DiagnosticLevel.Ok, "Node starting up");
            _publisher.Publish(_message);
        }
    }

    /// <summary>Takes a task away; false if there is none of this name.</summary>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            return _entries.RemoveAll(entry => entry.Task.Name == name) > 0;
        }
    }

    /// <summary>Runs the tasks and publishes now.</summary>
    public void Update()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            Begin(_entries.Count);
            for (var i = 0; i < _entries.Count; i++)
            {
                _reports[i].Begin(_entries[i].StatusName, HardwareId);
                Run(_entries[i].Task, _reports[i]);
                _reports[i].End();
            }

            _publisher.Publish(_message);
        }
    }

    /// <summary>Publishes one sentence for every task, e.g. that the node stops.</summary>
    public void Broadcast(DiagnosticLevel level, string message)
    {
        lock (_gate)
        {
            Begin(_entries.Count);
            for (var i = 0; i < _entries.Count; i++)
            {
                Report(i, _entries[i], level, message);
            }

            _publisher.Publish(_message);
        }
    }

    public void Dispose()
    {
        _node.Parameters.Changed -= FollowPeriod;
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
            _publisher.Dispose();
        }
    }

    private static void Run(IDiagnosticTask task, DiagnosticReport report)
    {
        try
        {
            task.Run(report);
        }
        catch (Exception e)
        {
            report.Set(DiagnosticLevel.Error, $"the diagnostic task failed: {e.Message}");
        }
    }

    private void Begin(int statuses)
    {
        _node.Now().CopyTo(_message.Header.Stamp);
        _message.Status.Resize(statuses);
        while (_reports.Count < statuses)
        {
            _reports.Add(new DiagnosticReport(_message.Status[_reports.Count]));
        }
    }

    private void Report(int index, Entry entry, DiagnosticLevel level, string message)
    {
        var report = _reports[index];
        report.Begin(entry.StatusName, HardwareId);
        report.Set(level, message);
        report.End();
    }

    private void FollowPeriod(IReadOnlyList<ParameterChange> changes)
    {
        if (!changes.Any(change => change.Name == PeriodParameter))
        {
            return;
        }

        lock (_gate)
        {
            if (!_disposed)
            {
                var periodS = _node.Parameters.Get<double>(PeriodParameter);
                _timer.Dispose();
                _timer = _node.CreateWallTimer(TimeSpan.FromSeconds(periodS), Update);
            }
        }
    }

    // A second updater of the same node has the same period.
    private T Declared<T>(string name, T value, ParameterDescriptor descriptor) where T : notnull =>
        _node.Parameters.TryGet(name, out _, out _)
            ? _node.Parameters.Get<T>(name) : _node.Parameters.Declare(name, value, descriptor);
}
