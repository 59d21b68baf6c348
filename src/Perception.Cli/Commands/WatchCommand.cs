using System.CommandLine;
using System.Diagnostics;
using Perception.Cli.Watch;
using Ros2DotNet;
using Spectre.Console;

namespace Perception.Cli.Commands;

/// <summary><c>perception watch</c>: a live table of what a detection node does, seen from outside.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan TablePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(1);

    public static Command Create(string[] rosArguments)
    {
        var node = new Option<string>("--node")
        {
            Description = "the node to watch",
            DefaultValueFactory = _ => "/yolox"
        };
        var seconds = Options.Number("--duration", "seconds to watch; 0: until interrupted", 0.0, 0.0, 1e6);
        var warmUp =
            Options.Number("--warm-up", "seconds after the first frame whose latencies do not count", 0.0, 0.0, 1e6);
        var folder = Options.Optional("--out", "save annotated images to this folder");
        var command = new Command("watch", "Shows what a detection node does: frames, latency, drops, objects.")
        {
            node, seconds, warmUp, folder
        };
        command.SetAction(result =>
        {
            using var context = new RosContext(rosArguments);
            using var watcher = new NodeWatcher(context, result.GetRequiredValue(node).TrimEnd('/'),
                result.GetValue(folder), TimeSpan.FromSeconds(result.GetValue(warmUp)));
            var duration = result.GetValue(seconds) is > 0 and var s
                ? TimeSpan.FromSeconds(s)
                : Timeout.InfiniteTimeSpan;
            Show(watcher.Statistics, duration, context.Shutdown);

            var last = watcher.Statistics.Snapshot();
            var saved = watcher.SavedImages > 0 ? $"  images {watcher.SavedImages} in {result.GetValue(folder)}" : "";
            Console.WriteLine($"total: {last.ToLine()}{saved}");
            return last.Frames > 0 ? ExitCode.Success : ExitCode.PartialFailure;
        });
        return command;
    }

    private static void Show(WatchStatistics statistics, TimeSpan duration, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        if (Console.IsOutputRedirected)
        {
            while (Wait(LinePeriod)) Console.WriteLine(statistics.Snapshot().ToLine());
            return;
        }

        AnsiConsole.Live(statistics.Snapshot().ToTable()).Start(live =>
        {
            while (Wait(TablePeriod)) live.UpdateTarget(statistics.Snapshot().ToTable());
        });

        bool Wait(TimeSpan period)
        {
            if (stop.WaitHandle.WaitOne(period)) return false;
            return duration == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(start) < duration;
        }
    }
}
