using Perception.Cli.Commands.Ros;
using Ros2DotNet;

namespace Perception.Cli.Doctor;

/// <summary>Who else is on the DDS domain.</summary>
internal static class PeerChecks
{
    private const string Area = "DDS";

    public static IEnumerable<Finding> Run(string[] rosArguments)
    {
        var found = new List<Finding>();
        try
        {
            using var tool = new ToolNode(rosArguments);
            tool.Discover();
            var nodes = tool.Graph.GetNodes().Where(node => !ToolNode.IsHidden(node.Name))
                .Select(node => node.FullyQualifiedName).Distinct().Order(StringComparer.Ordinal).ToArray();
            var topics = tool.Graph.GetEndpoints().Where(endpoint => !ToolNode.IsHidden(endpoint.Node ?? ""))
                .Select(endpoint => endpoint.Topic).Distinct().Count();
            found.Add(nodes.Length == 0
                ? new Finding(Area, "peers", Health.Absent, "no other node in a second of looking; those of other " +
                    "domains and of ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST elsewhere are not seen")
                : new Finding(Area, "peers", Health.Good, $"{nodes.Length} nodes with {topics} topics: " +
                    $"{string.Join(" ", nodes.Take(12))}{(nodes.Length > 12 ? " ..." : "")}"));
        }
        catch (Exception e) when (e is DdsException or DllNotFoundException or TypeInitializationException)
        {
            found.Add(new Finding(Area, "peers", Health.Broken, "no DDS participant can be made", e.Message));
        }

        return found;
    }
}
