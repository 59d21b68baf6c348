namespace Ros2DotNet.Bags.Tests;

/// <summary>Independent readers and writers of bags on node.</summary>
internal static class Peers
{
    /// <summary>
    /// Standard output of a script in <c>peers/</c>; the test skips where node or the packages are missing.
    /// </summary>
    public static string Run(string script, params string[] arguments) =>
        NodePeers.Run("Ros2DotNet.Bags.Tests", "bag-peers", script, arguments);
}
