namespace Benchmarks.Transport;

/// <summary>A domain of the benches' own, on this machine only.</summary>
internal static class Loopback
{
    /// <summary>Arguments of a context that logs errors only.</summary>
    public static readonly string[] Quiet = ["--ros-args", "--log-level", "error"];

    public static void Use()
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", "97");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
    }

    public static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
