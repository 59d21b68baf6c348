using Ros2DotNet;

namespace Interop;

/// <summary>A context of ours in a domain that it shares with the peers of a test, on this machine only.</summary>
public abstract class PeerDomain : IDisposable
{
    protected static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    protected PeerDomain(string? distribution = null)
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{60 + Environment.ProcessId % 10}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        Environment.SetEnvironmentVariable("ROS_DISTRO", distribution);

        // The peer knows nothing of ROS's variables: it gets the same discovery as XML. Peers that are killed are to be
        // forgotten sooner than after the usual 10 s.
        Environment.SetEnvironmentVariable("CYCLONEDDS_URI",
            "<CycloneDDS><Domain><General><AllowMulticast>false</AllowMulticast></General><Discovery><LeaseDuration>4s</LeaseDuration><ParticipantIndex>auto</ParticipantIndex>" +
            "<MaxAutoParticipantIndex>32</MaxAutoParticipantIndex><Peers><Peer address=\"localhost\"/></Peers></Discovery></Domain></CycloneDDS>");
        Context = new RosContext([]);
    }

    protected RosContext Context { get; }

    public virtual void Dispose()
    {
        Context.Dispose();
        Environment.SetEnvironmentVariable("ROS_DISTRO", null);
        GC.SuppressFinalize(this);
    }

    internal static void Wait(Func<bool> condition, string what, int seconds = 180)
    {
        var deadline = Environment.TickCount64 + 1000 * seconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"{what} did not come within {seconds} s");
            Thread.Sleep(10);
        }
    }

    internal static void WaitForLine(Peer peer, string line) =>
        Wait(() => peer.Printed.Contains(line), $"the peer's line '{line}'");
}
