using System.CommandLine;
using Perception.Cli.Bags;
using Perception.Cli.Output;
using Perception.Simulation;
using Perception.Simulation.Export;
using Perception.Simulation.Rendering;

namespace Perception.Cli.Commands.Sim;

/// <summary><c>perception sim render</c>: a folder of pictures with their truth.</summary>
internal static class SimRenderCommand
{
    public static Command Create()
    {
        var choice = new DriveChoice();
        var output = new Option<string>("--out") { Description = "folder to write to", Required = true };
        var frames = Options.Number("--frames", "pictures", 100, 1, 1_000_000);
        var perScene = Options.Number("--frames-per-scene",
            "pictures of one world before the next, of the next seed, begins", 20, 1, 1_000_000);
        var interval = Options.Number("--interval", "seconds between pictures", 0.5, 0.01, 60.0);
        var format = Options.Choice("--format", "of the pictures; masks and depth are always PNG", "png", "png", "jpg");
        var command = new Command("render", "Writes pictures, masks, depth, boxes (COCO), lanes and calibration.")
        {
            output, frames, perScene, interval, format
        };
        choice.AddTo(command);
        command.SetAction(result =>
        {
            var (folder, wanted) = (result.GetRequiredValue(output), result.GetValue(frames));
            try
            {
                var rendered = Render(folder, choice.Read(result), wanted, result.GetValue(perScene),
                    result.GetValue(interval), result.GetValue(format) == "jpg");
                Console.Error.WriteLine($"{rendered} pictures in {folder}");
                return rendered == wanted ? ExitCode.Success : ExitCode.PartialFailure;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"nothing can be written to '{folder}': {e.Message}");
            }
        });
        return command;
    }

    // Ctrl-C ends it with what is there, and the truth of it.
    private static int Render(string folder, DriveOptions first, int frames, int perScene, double interval, bool jpeg)
    {
        using var interrupt = new Interrupt();
        using var writer = new DatasetWriter(folder, jpeg);
        using var frame = new FrameBuffers(first.Width, first.Height);
        using var drives = new DriveSequence(
            first, worlds: (frames + perScene - 1) / perScene, ahead: first.Threads == 1 ? 0 : first.Threads);
        var (inScene, rendered) = (0, 0);
        ProgressBar.Over(Enumerable.Range(0, frames).ToArray(), "rendering", _ =>
        {
            if (interrupt.IsRequested) return;
            if (inScene == perScene || drives.Current.HasEnded)
            {
                drives.MoveNext();
                inScene = 0;
            }

            var drive = drives.Current;
            drive.Advance(interval);
            drive.Render(0, frame);
            writer.Add(drive, 0, frame, drive.Truth(0, frame));
            inScene++;
            rendered++;
        });
        return rendered;
    }
}
