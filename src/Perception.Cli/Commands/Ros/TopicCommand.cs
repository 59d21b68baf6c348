using System.CommandLine;
using Perception.Cli.Topics;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception topic</c> and <c>perception ros topic</c>: topics without a ROS installation.</summary>
internal static class TopicCommand
{
    private static readonly TimeSpan DiscoveryTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);

    public static Command Create(string[] rosArguments) => new("topic", "Looks at the topics of the domain.")
    {
        CreateList(rosArguments), TopicInfoCommand.Create(rosArguments), CreateEcho(rosArguments),
        CreateHz(rosArguments),
        CreateBandwidth(rosArguments), TopicPubCommand.Create(rosArguments),
    };

    private static Command CreateList(string[] rosArguments)
    {
        var types = new Option<bool>("--show-types", "-t") { Description = "with message types" };
        var command = new Command("list", "Names the topics that are published or subscribed.") { types };
        command.SetAction(result =>
        {
            using var context = new RosContext(rosArguments);
            foreach (var (topic, type) in TopicFinder.List(context, DiscoveryTime))
                Console.WriteLine(result.GetValue(types) ? $"{topic} [{type}]" : topic);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateEcho(string[] rosArguments)
    {
        var topic = new Argument<string>("TOPIC") { Description = "name of the topic" };
        var count = Options.Number("--count", "stop after so many messages; 0: never", 0, 0, int.MaxValue);
        var command = new Command("echo", "Prints messages as YAML.") { topic, count };
        command.SetAction(result => Listen(rosArguments, result.GetRequiredValue(topic), result.GetValue(count),
            (type, loan) => Console.Write($"{type.Deserialize(loan.Cdr)}---\n"), () => { }));
        return command;
    }

    private static Command CreateHz(string[] rosArguments)
    {
        var topic = new Argument<string>("TOPIC") { Description = "name of the topic" };
        var count = Options.Number("--count", "stop after so many messages; 0: never", 0, 0, int.MaxValue);
        var command = new Command("hz", "Measures how often messages come.") { topic, count };
        command.SetAction(result =>
        {
            var statistics = new IntervalStatistics();
            var code = Listen(rosArguments, result.GetRequiredValue(topic), result.GetValue(count),
                (_, _) => statistics.Tick(), () => Print(statistics));
            if (result.GetValue(count) > 0) Print(statistics);
            return code;
        });
        return command;
    }

    private static Command CreateBandwidth(string[] rosArguments)
    {
        var topic = new Argument<string>("TOPIC") { Description = "name of the topic" };
        var count = Options.Number("--count", "stop after so many messages; 0: never", 0, 0, int.MaxValue);
        var command = new Command("bw", "Measures how many bytes come.") { topic, count };
        command.SetAction(result =>
        {
            var bandwidth = new BandwidthStatistics();
            var code = Listen(rosArguments, result.GetRequiredValue(topic), result.GetValue(count),
                (_, loan) => bandwidth.Add(loan.Length), Report);
            Report();
            return code;

            void Report()
            {
                if (bandwidth.Describe() is { } line) Console.WriteLine(line);
            }
        });
        return command;
    }

    private static void Print(IntervalStatistics statistics)
    {
        if (statistics.Describe() is { } line) Console.WriteLine(line);
    }

    // The handler runs on the executor's thread; messages past the last wanted one are ignored.
    private static int Listen(string[] rosArguments, string name, int count, Action<MessageTypeSupport,
        MessageLoan> handle, Action report)
    {
        using var tool = new ToolNode(rosArguments);
        var (context, node) = (tool.Context, tool.Node);
        var topic = ToolNode.FullName(name);
        if (TopicFinder.WaitForType(context, topic) is not { } type) return ExitCode.Success;

        using var done = new ManualResetEventSlim();
        var seen = 0;
        using var subscription = node.CreateLoanedSubscription(topic, type.TypeName, type.TypeHash,
            TopicFinder.FittingQos(context, topic), loan =>
        {
            using (loan)
            {
                if (count > 0 && seen >= count) return;
                handle(type, loan);
                if (++seen == count) done.Set();
            }
        });
        WaitHandle[] ends = [context.Shutdown.WaitHandle, done.WaitHandle];
        while (WaitHandle.WaitAny(ends, ReportPeriod) == WaitHandle.WaitTimeout) report();
        return ExitCode.Success;
    }
}
