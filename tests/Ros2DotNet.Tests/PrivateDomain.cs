namespace Ros2DotNet.Tests;

/// <summary>Keeps the tests of this process on a domain of their own, on this machine only.</summary>
internal static class PrivateDomain
{
    public static void Use()
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", (100 + Environment.ProcessId % 100).ToString());
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        Environment.SetEnvironmentVariable("ROS_STATIC_PEERS", null);
        Environment.SetEnvironmentVariable("ROS_LOCALHOST_ONLY", null);
        Environment.SetEnvironmentVariable("CYCLONEDDS_URI", null);
    }

    public static void WaitFor(Func<bool> condition, string what, int seconds = 180)
    {
        var deadline = Environment.TickCount64 + 1000 * seconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"{what} did not happen within {seconds} s");
            Thread.Sleep(2);
        }
    }
}
