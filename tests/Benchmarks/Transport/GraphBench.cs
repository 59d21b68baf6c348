using System.Diagnostics;
using Ros2DotNet;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Benchmarks.Transport;

/// <summary>
/// How long it takes until 100 nodes with 1,000 topics stand, with all their services, and another process's view of
/// them is whole.
/// </summary>
internal static class GraphBench
{
    private const int Nodes = 100;
    private const int TopicsPerNode = 10;

    public static int Run(string[] args)
    {
        Loopback.Use();
        if (args.Length == 1 && args[0] == "watch")
        {
            using var watcher = new RosContext(Loopback.Quiet);
            var whole = watcher.Graph.WaitForAsync(graph => graph.GetNodes().Count == Nodes &&
                graph.GetTopics().Keys.Count(
                    topic => topic.StartsWith("/bench", StringComparison.Ordinal)) == Nodes * TopicsPerNode,
                TimeSpan.FromSeconds(60), watcher.Shutdown).GetAwaiter().GetResult();
            return whole ? 0 : 1;
        }

        using var other = Process.Start(Environment.ProcessPath!, ["graph", "watch"]);
        Thread.Sleep(1000);
        var start = Stopwatch.GetTimestamp();
        using var context = new RosContext(Loopback.Quiet);
        var nodes = Enumerable.Range(0, Nodes).Select(i => context.CreateNode($"node_{i}", "/bench")).ToArray();
        foreach (var node in nodes)
        {
            for (var topic = 0; topic < TopicsPerNode; topic++)
            {
                node.CreatePublisher<StringMessage>($"~/out_{topic}", QosProfile.Default);
                node.CreateSubscription<StringMessage>($"~/out_{topic}", QosProfile.Default, _ => { });
            }
        }

        var created = Stopwatch.GetElapsedTime(start);
        other.WaitForExit();
        var seen = Stopwatch.GetElapsedTime(start);
        Console.WriteLine($"{Nodes} nodes with {Nodes * TopicsPerNode} topics, published and subscribed, and their parameter services:");
        Console.WriteLine($"  created in {created.TotalSeconds:F2} s (goal below 5 s), whole in another process after {seen.TotalSeconds:F2} s" +
            (other.ExitCode == 0 ? "" : " (it never saw all)"));
        return other.ExitCode;
    }
}
