using Ros2DotNet;

namespace Perception.Viewer.Tests;

/// <summary>A domain of this test process, on this machine only, with a street in it.</summary>
internal sealed class Domain : IDisposable
{
    private readonly RosContext _viewing;

    static Domain()
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{100 + (Environment.ProcessId % 100)}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        Environment.SetEnvironmentVariable("CYCLONEDDS_URI", null);
    }

    public Domain(bool running = true, ViewerOptions? options = null)
    {
        Context = new RosContext([]);
        Street = new StreetNode(Context, running);
        _viewing = new RosContext([]);
        Viewer = new ViewerServer((options ?? new ViewerOptions()) with { Port = 0 }, new Live.LiveSource(_viewing));
    }

    public RosContext Context { get; }

    public StreetNode Street { get; }

    public ViewerServer Viewer { get; }

    public void Dispose()
    {
        Viewer.Dispose();
        Street.Dispose();
        _viewing.Dispose();
        Context.Dispose();
    }
}
