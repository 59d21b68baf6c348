using System.Collections.Concurrent;
using System.Globalization;
using Ros2DotNet;
using Ros2DotNet.Bags;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Perception.Cli.Tests;

/// <summary>The keys of <c>bag play</c> and <c>bag record</c>, pressed on a terminal.</summary>
public sealed class BagKeyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static string Talker => Workspace.Shared("data", "rosbag2", "mcap", "talker");

    [SkippableFact]
    public void A_paused_player_steps_by_key_and_plays_on_after_the_space_bar()
    {
        const int domain = 77;
        var recorded = Texts(Talker);
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{domain}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        using var context = new RosContext([]);
        using var node = context.CreateNode("listener");
        using var heard = new BlockingCollection<string>();
        using var subscription =
            node.CreateSubscription<StringMessage>("/topic", new QosProfile { History = HistoryPolicy.KeepAll },
                message => heard.Add(message.Data));
        using var player =
            PerceptionTerminal.Start(domain, "bag", "play", Talker, "--topics", "/topic", "--start-paused");
        player.WaitFor("paused");

        // The player may know of the listener only after some steps; from then on a step is a message, and the next one.
        var steps = 0;
        string? first = null;
        while (first is null && steps < recorded.Count - 3)
        {
            Act(player, "s", "step: /topic");
            steps++;
            first = Next(heard, TimeSpan.FromSeconds(5));
        }

        // Where it took longer to come than was waited for, those after it are on their way.
        var at = recorded.IndexOf(first!);
        Assert.InRange(at, 0, steps - 1);
        while (++at < steps) Assert.Equal(recorded[at], Next(heard, Patience));
        Act(player, "right", "step: /topic");
        Assert.Equal(recorded[steps++], Next(heard, Patience));
        Assert.Null(Next(heard, TimeSpan.FromSeconds(1)));

        // To its end, which it tells.
        Act(player, "space", "playing");
        foreach (var text in recorded.Skip(steps)) Assert.Equal(text, Next(heard, Patience));
        Assert.Contains($"{recorded.Count} messages", player.WaitForExit());
    }

    [SkippableFact]
    public void The_space_bar_pauses_a_player()
    {
        using var player = PerceptionTerminal.Start(79, "bag", "play", Talker, "--loop");
        Act(player, "space", "paused");
        Act(player, "space", "playing");
        Act(player, "space", "paused");
        player.Press("ctrl-c");
        player.WaitForExit();
    }

    [SkippableFact]
    public void A_snapshot_is_written_at_its_key_and_holds_the_last_messages_only()
    {
        const int domain = 84, bytes = 100;
        using var folder = new TemporaryFolder();
        using var player = PerceptionProcess.Start(domain, "bag", "play", Talker, "--loop");
        using var recorder = PerceptionTerminal.Start(
            domain, "bag", "record", "/topic", "-o", folder["snapshot"], "--snapshot", $"{bytes}");
        recorder.WaitFor("recording '/topic'");
        int written, all = 0;
        do
        {
            Thread.Sleep(1000);
            recorder.Press("s");
            var told = recorder.WaitFor("snapshot: ");
            written = int.Parse(told.Split(' ')[0], CultureInfo.InvariantCulture);
            all += written;

            // "Hello World: 0" and its length in CDR.
            Assert.InRange(written, 0, bytes / 20);
        }
        while (written < 2);

        recorder.Press("ctrl-c");
        recorder.WaitForExit();
        Assert.InRange(Texts(folder["snapshot"]).Count, all, all + bytes / 20);
    }

    private static void Act(PerceptionTerminal terminal, string key, string told)
    {
        terminal.Press(key);
        terminal.WaitFor(told);
    }

    private static string? Next(BlockingCollection<string> heard, TimeSpan patience) =>
        heard.TryTake(out var text, patience) ? text : null;

    private static List<string> Texts(string path)
    {
        var texts = new List<string>();
        using var bag = Bag.Open(path);
        using var cursor = bag.ReadMessages(new BagFilter { Topics = topic => topic.Name == "/topic" });
        var message = new StringMessage();
        while (cursor.MoveNext())
        {
            StringMessage.Deserialize(cursor.Current.Data, message);
            texts.Add(message.Data);
        }

        return texts;
    }
}
