using Ros2DotNet.Diagnostics;
using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Ros2DotNet.Tests.Diagnostics;

[Collection("dds")]
public sealed class DiagnosticUpdaterTests : IDisposable
{
    private readonly RosContext _context;
    private readonly Node _node;
    private readonly List<string> _heard = [];

    public DiagnosticUpdaterTests()
    {
        PrivateDomain.Use();
        _context = new RosContext(["--ros-args", "-p", "diagnostic_updater.period:=0.02"]);
        _node = _context.CreateNode("camera", "/front");
        _node.CreateSubscription<DiagnosticArray>("/diagnostics", QosProfile.Default with { Depth = 100 }, Note);
    }

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Tasks_are_asked_at_the_period_of_the_parameter_and_their_answers_published()
    {
        using var updater = new DiagnosticUpdater(_node) { HardwareId = "cam-1" };
        var cycles = 0;
        updater.Add("stream", report =>
        {
            cycles++;
            report.Set(DiagnosticLevel.Warn, "slow");
            report.Add("cycle", Math.Min(cycles, 1));
            report.Add("fps", 9.96, "F1");
            report.Add("open", true);
            report.Add("url", "rtsp://x");
        });
        updater.Add("broken", _ => throw new InvalidOperationException("no camera"));
        updater.Add("silent", _ => { });
        WaitFor("camera: stream|cam-1|1|slow|cycle=1,fps=10.0,open=True,url=rtsp://x");
        WaitFor("camera: broken|cam-1|2|the diagnostic task failed: no camera|");
        WaitFor("camera: silent|cam-1|2|No message was set|");
        PrivateDomain.WaitFor(() => Volatile.Read(ref cycles) > 5, "five cycles");
        Assert.True(_node.Parameters.Set("diagnostic_updater.period", 3600.0).Successful);
        Assert.True(_node.Parameters.Set("diagnostic_updater.period", 0.01).Successful);
        Volatile.Write(ref cycles, 0);
        PrivateDomain.WaitFor(() => Volatile.Read(ref cycles) > 5, "five cycles of another period");

        Assert.True(updater.Remove("silent"));
        Assert.False(updater.Remove("silent"));
        updater.Broadcast(DiagnosticLevel.Stale, "shutting down");
        WaitFor("camera: broken|cam-1|3|shutting down|");
        Assert.False(HasHeard("camera: silent|cam-1|3|shutting down|"));
    }

    [Fact]
    public void A_task_says_that_it_starts_and_has_a_name_of_its_own()
    {
        using var updater = new DiagnosticUpdater(_node);
        using var second = new DiagnosticUpdater(_node);
        updater.Add("stream", report => report.Set(DiagnosticLevel.Ok, "fine"));
        WaitFor("camera: stream|none|0|Node starting up|");
        Assert.Throws<ArgumentException>(() => updater.Add("stream", _ => { }));
    }

    [Fact]
    public void A_cycle_in_which_nothing_changes_allocates_nothing()
    {
        using var updater = new DiagnosticUpdater(_node);
        var composite = new CompositeTask("composite",
            new Steady("a", DiagnosticLevel.Ok), new Steady("b", DiagnosticLevel.Ok),
            new Steady("c", DiagnosticLevel.Warn));
        updater.Add(composite);
        updater.Add(new Steady("d", DiagnosticLevel.Error));
        SteadyState.AllocatesNothing(updater.Update, 500);
    }

    [Fact]
    public void A_period_that_makes_no_sense_says_what_is_allowed()
    {
        using var context = new RosContext(["--ros-args", "-p", "diagnostic_updater.period:=0.0"]);
        using var node = context.CreateNode("other");
        var error = Assert.Throws<RosParameterException>(() => new DiagnosticUpdater(node));
        Assert.Contains("0.001 to 3600", error.Message);
    }

    private void WaitFor(string status) => PrivateDomain.WaitFor(() => HasHeard(status), status);

    // The executor's thread goes on adding.
    private bool HasHeard(string status)
    {
        lock (_heard)
        {
            return _heard.Contains(status);
        }
    }

    private void Note(DiagnosticArray message)
    {
        lock (_heard)
        {
            foreach (var status in message.Status.AsSpan())
            {
                var values = string.Join(',', status.Values.ToArray().Select(item => $"{item.Key}={item.Value}"));
                _heard.Add($"{status.Name}|{status.HardwareId}|{status.Level}|{status.Message}|{values}");
            }
        }
    }

    private sealed class Steady(string name, DiagnosticLevel level) : IDiagnosticTask
    {
        public string Name => name;

        public void Run(DiagnosticReport report)
        {
            report.Set(level, name);
            report.Add("count", 12345L);
            report.Add("rate", 29.97, "F1");
            report.Add("on", true);
        }
    }
}
