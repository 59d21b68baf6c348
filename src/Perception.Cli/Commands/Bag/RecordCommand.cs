using System.CommandLine;
using System.Globalization;
using Perception.Cli.Bags;
using Perception.Cli.Commands.Ros;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag record</c>.</summary>
internal static class RecordCommand
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);

    public static Command Create(string[] rosArguments)
    {
        var topics = new Argument<string[]>("TOPICS")
        {
            Description = "topics to record",
            Arity = ArgumentArity.ZeroOrMore
        };
        var all = new Option<bool>("--all", "-a") { Description = "record every topic, also those that appear later" };
        var regex = new Option<string?>("--regex", "-e") { Description = "record topics with names that match" };
        var exclude = Options.Optional("--exclude-regex", "but none with names that match");
        var output = BagOptions.Output(required: false);
        var duration = Options.Number("--duration", "stop after so many seconds; 0: at Ctrl-C", 0.0, 0.0, 1e9);
        var queue =
            Options.Number("--max-cache-size", "bytes that may wait to be written", 256L << 20, 1L, long.MaxValue);
        var snapshot = Options.Number("--snapshot",
            "keep only the last so many bytes, written at key s and at the end; 0: write everything", 0L, 0L,
            long.MaxValue);
        var command = new Command("record", "Records topics into a bag until Ctrl-C.")
        {
            topics, all, regex, exclude, output, duration, queue, snapshot,
        };
        var writing = BagOptions.AddWriting(command);
        command.SetAction(result =>
        {
            var names = (result.GetValue(topics) ?? []).Select(ToolNode.FullName).ToHashSet();
            var pattern = TopicChoice.Pattern("--regex", result.GetValue(regex));
            var unwanted = TopicChoice.Pattern("--exclude-regex", result.GetValue(exclude));
            if (names.Count == 0 && pattern is null && !result.GetValue(all))
            {
                throw new UsageException("record wants topics, --regex or --all");
            }

            var folder = result.GetValue(output)
                ?? string.Create(CultureInfo.InvariantCulture, $"rosbag2_{DateTime.Now:yyyy_MM_dd-HH_mm_ss}");
            using var context = new RosContext(rosArguments);
            using var node = context.CreateNode("bag_recorder");
            using var writer =
                new BagWriter(folder, writing(result) with { SnapshotBytes = result.GetValue(snapshot) });
            var recorder = new BagRecorder(node, writer,
                topic => (result.GetValue(all) || names.Contains(topic) || pattern?.IsMatch(topic) is true) &&
                    unwanted?.IsMatch(topic) is not true,
                result.GetValue(queue));
            using (recorder)
            {
                Console.Error.WriteLine($"recording into {folder}; Ctrl-C ends it");
                Record(context, recorder, writer, result.GetValue(duration), result.GetValue(snapshot) > 0);
            }

            return Finish(folder, recorder, writer, result.GetValue(snapshot) > 0);
        });
        return command;
    }

    private static void Record(RosContext context, BagRecorder recorder, BagWriter writer, double seconds,
        bool snapshots)
    {
        var end = seconds > 0 ? Environment.TickCount64 + (long)(seconds * 1000) : long.MaxValue;
        for (var round = 0; Environment.TickCount64 < end; round++)
        {
            recorder.Discover(context.GetEndpoints());
            if (round % 10 == 0) recorder.ReportLosses();
            if (snapshots && Keys.Pressed() is ConsoleKey.S) WriteSnapshot(writer);
            if (context.Shutdown.WaitHandle.WaitOne(PollPeriod)) return;
        }
    }

    private static void WriteSnapshot(BagWriter writer)
    {
        var before = writer.MessageCount;
        writer.Snapshot();
        Console.Error.WriteLine($"snapshot: {writer.MessageCount - before} messages");
    }

    private static int Finish(string folder, BagRecorder recorder, BagWriter writer, bool snapshots)
    {
        foreach (var topic in recorder.Topics.OrderBy(topic => topic.Name, StringComparer.Ordinal))
            Console.WriteLine($"  {topic.Name}: {topic.Written} written, {topic.Dropped} dropped, {topic.Lost} lost");
        try
        {
            if (snapshots && recorder.Failure is null) writer.Snapshot();
            var metadata = writer.Close();
            var files = metadata.Files.Count == 1 ? "1 file" : $"{metadata.Files.Count} files";
            Console.WriteLine($"{folder}: {metadata.MessageCount} messages in {files}");
            return recorder.Topics.All(topic => topic.Dropped == 0) ? ExitCode.Success : ExitCode.PartialFailure;
        }
        catch (BagException e)
        {
            Console.Error.WriteLine($"perception: {e.Message}; what came before is in {folder}");
            return ExitCode.PartialFailure;
        }
    }
}
