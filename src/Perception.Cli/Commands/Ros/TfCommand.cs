using System.CommandLine;
using Perception.Cli.Transforms;
using Ros2DotNet.Tf;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception ros tf</c>: where frames are, as <c>tf2_echo</c> and <c>view_frames</c> tell it.</summary>
internal static class TfCommand
{
    // Discovery and the first transforms take less than this; then it is said what is missing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static Command Create(string[] rosArguments) => new("tf", "Tells where coordinate frames are.")
    {
        CreateEcho(rosArguments), CreateTree(rosArguments),
    };

    private static Command CreateEcho(string[] rosArguments)
    {
        var source = new Argument<string>("SOURCE") { Description = "the frame to look from" };
        var target = new Argument<string>("TARGET") { Description = "the frame whose pose is printed" };
        var rate = Options.Number("--rate", "how often it is printed in Hz", 1.0, 0.01, 1000.0);
        var count = Options.Number("--count", "stop after so many; 0: never", 0, 0, int.MaxValue);
        var command = new Command("echo", "Prints the newest pose of TARGET in SOURCE.")
        {
            source, target, rate, count
        };
        command.SetAction(result =>
        {
            using var tool = new ToolNode(rosArguments);
            var buffer = new TransformBuffer();
            using var listener = new TransformListener(tool.Node, buffer);
            var (from, to) = (result.GetRequiredValue(source), result.GetRequiredValue(target));
            var period = TimeSpan.FromSeconds(1 / result.GetValue(rate));
            Echo(buffer, from, to, period, result.GetValue(count), tool.Stop);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateTree(string[] rosArguments)
    {
        var seconds = Options.Number("--duration", "seconds to listen", 2.0, 0.1, 3600.0);
        var command = new Command("tree", "Prints the tree of frames, with how each is known.") { seconds };
        command.SetAction(result =>
        {
            using var tool = new ToolNode(rosArguments);
            var buffer = new TransformBuffer();
            using var listener = new TransformListener(tool.Node, buffer);
            tool.Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(result.GetValue(seconds)));
            var frames = buffer.GetFrames();
            if (frames.Count == 0)
            {
                Console.Error.WriteLine("nobody sent a transform on /tf or /tf_static");
                return ExitCode.PartialFailure;
            }

            Console.WriteLine(FrameTreeText.Format(frames, tool.Node.Now()));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Echo(
        TransformBuffer buffer, string source, string target, TimeSpan period, int count, CancellationToken stop)
    {
        var said = "";
        for (var printed = 0; count == 0 || printed < count;)
        {
            try
            {
                var transform = buffer.LookupAsync(source, target, default, Patience, stop).GetAwaiter().GetResult();
                Console.WriteLine(TransformText.Format(transform));
                if (++printed == count || stop.WaitHandle.WaitOne(period)) return;
            }
            catch (TransformException e) when (e.Problem == TransformProblem.InvalidFrameId)
            {
                throw new UsageException(e.Message);
            }
            catch (TransformException e)
            {
                if (e.Message != said) Console.Error.WriteLine(said = e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
