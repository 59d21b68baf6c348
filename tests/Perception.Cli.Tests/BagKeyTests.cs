using Ros2DotNet.Bags;

namespace Perception.Cli.Tests;

/// <summary>The keys of <c>bag play</c> and <c>bag record</c>, pressed on a terminal.</summary>
public sealed class BagKeyTests
{
    private static string Talker => Workspace.Shared("data", "rosbag2", "mcap", "talker");

    [SkippableFact]
    public void A_paused_player_steps_by_key_and_plays_on_after_the_space_bar()
    {
        using var folder = new TemporaryFolder();
        using var recorder = PerceptionProcess.Start(77, "bag", "record", "/topic", "-o", folder["steps"]);
        recorder.ReadErrorLine("recording into");
        var shown = OnTerminal(77,
            ["=paused", "1", "s", "1", "right", "1", "space", "=playing", "1.2", "space", "=paused", "1", "ctrl-c"],
            "bag", "play", Talker, "--start-paused", "--delay", "3");
        recorder.Terminate();
        Assert.Equal(0, recorder.WaitForExit().ExitCode);

        var stamps = Stamps(folder["steps"]);
        Assert.True(stamps.Count >= 3, shown);

        // Two steps a second apart; the rest follows after the space bar, at the rate of the bag.
        Assert.True(stamps[1] - stamps[0] > 500_000_000, shown);
        Assert.True(stamps[2] - stamps[1] > 500_000_000, shown);
        Assert.InRange(stamps.Count, 3, Stamps(Talker).Count - 1);
    }

    [SkippableFact]
    public void A_snapshot_is_written_at_its_key_and_holds_the_last_messages_only()
    {
        using var folder = new TemporaryFolder();
        using var player = PerceptionProcess.Start(78, "bag", "play", Talker, "--loop");
        var shown = OnTerminal(78, ["=recording into", "5", "s", "1", "ctrl-c"],
            "bag", "record", "/topic", "-o", folder["snapshot"], "--snapshot", "100");
        var kept = Stamps(folder["snapshot"]);
        Assert.True(kept.Count is > 1 and < 40, $"{kept.Count}: {shown}");
    }

    private static string OnTerminal(int domain, string[] actions, params string[] arguments) => Python.Run(
        Path.Combine("tests", "Perception.Cli.Tests", "Reference", "keys.py"), ["pty"],
        [.. actions, "--", "env", $"ROS_DOMAIN_ID={domain}", "ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST", "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Perception.Cli.dll"), .. arguments]);

    private static List<long> Stamps(string path)
    {
        var stamps = new List<long>();
        using var bag = Bag.Open(path);
        using var cursor = bag.ReadMessages();
        while (cursor.MoveNext()) stamps.Add(cursor.Current.LogTimeNs);
        return stamps;
    }
}
