using System.CommandLine;
using System.Globalization;
using Perception.Cli.Bags;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary>
/// <c>perception bag play</c>. Topics are renamed with <c>--ros-args -r a:=b</c>, QoS is overridden with
/// <c>-p qos_overrides./topic.publisher.reliability:=best_effort</c>.
/// </summary>
internal static class PlayCommand
{
    public static Command Create(string[] rosArguments)
    {
        var paths = BagOptions.Paths();
        var rate = Options.Number("--rate", "how much faster than recorded", 1.0, 0.001, 1000.0);
        var loop = Options.Flag("--loop", "begin again at the end");
        var start = Options.Optional("--start", "from here on: seconds from the bag's start, or ns since the epoch");
        var end = Options.Optional("--end", "up to here");
        var topics = BagOptions.Topics();
        var regex = Options.Optional("--regex", "only topics with names that match");
        var exclude = Options.Optional("--exclude-regex", "no topics with names that match");
        var clock = Options.Number("--clock", "publish /clock at this rate; 0: not at all", 0.0, 0.0, 10_000.0);
        var delay = Options.Number("--delay", "seconds that discovery gets before the first message", 1.0, 0.0, 3600.0);
        var paused = Options.Flag("--start-paused", "wait for the space bar");
        var command = new Command("play",
            "Publishes a bag as it was recorded. Space pauses, right arrow steps, up and down change the rate.")
        {
            paths, rate, loop, start, end, topics, regex, exclude, clock, delay, paused,
        };
        command.SetAction(result =>
        {
            var startPaused = result.GetValue(paused);
            if (startPaused && Console.IsInputRedirected)
            {
                throw new UsageException("--start-paused waits for a key, and standard input is no terminal");
            }
            using var bag = Ros2DotNet.Bags.Bag.Open(result.GetRequiredValue(paths));
            var named = TopicChoice.Of(bag, result.GetValue(topics) ?? []);
            var wanted = TopicChoice.Pattern("--regex", result.GetValue(regex));
            var unwanted = TopicChoice.Pattern("--exclude-regex", result.GetValue(exclude));
            var chosen = bag.Topics.Where(topic => topic.Type.Length > 0 && named?.Invoke(topic) is not false &&
                wanted?.IsMatch(topic.Name) is not false && unwanted?.IsMatch(topic.Name) is not true).ToHashSet();
            foreach (var topic in chosen.Where(topic => !TopicChoice.IsCdr(topic)).ToArray())
            {
                Console.Error.WriteLine(
                    $"perception: left out {topic.Name}: its messages are {topic.SerializationFormat}, not CDR");
                chosen.Remove(topic);
            }

            var filter = new BagFilter
            {
                Topics = chosen.Contains,
                StartTimeNs = result.GetValue(start) is { } from
                    ? BagOptions.TimeNs("--start", from, bag.StartTimeNs)
                    : bag.StartTimeNs,
                EndTimeNs = result.GetValue(end) is { } to
                    ? BagOptions.TimeNs("--end", to, bag.StartTimeNs)
                    : long.MaxValue,
            };

            using var context = new RosContext(rosArguments);
            using var node = context.CreateNode("bag_player");
            using var player = new BagPlayer(context, node, bag, chosen, result.GetValue(clock));
            node.Parameters.RejectUnknown();
            if (!context.Shutdown.WaitHandle.WaitOne(TimeSpan.FromSeconds(result.GetValue(delay))))
            {
                // A round without a message would be followed by the next at once, for ever.
                for (var before = -1L; before < player.Lateness.Count; startPaused = false)
                {
                    before = player.Lateness.Count;
                    if (!player.Play(filter, filter.StartTimeNs, result.GetValue(rate), startPaused) ||
                        !result.GetValue(loop)) break;
                }
            }

            Print(player);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(BagPlayer player)
    {
        if (player.Malformed > 0)
            Console.Error.WriteLine(
                $"perception: {player.Malformed} messages were too short to be any and were left out");
        var (p50, p99, most) = player.Lateness.Summarize();
        Console.WriteLine(player.Published == 0 ? "0 messages" : string.Create(CultureInfo.InvariantCulture,
            $"{player.Published} messages; late by p50 {p50:F3} ms, p99 {p99:F3} ms, at most {most:F3} ms"));
    }
}
