using System.CommandLine;
using System.Diagnostics;
using Perception.Cli.Simulation;
using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Ros2DotNet;

namespace Perception.Cli.Commands.Sim;

/// <summary><c>perception sim run</c>: a live rig of cameras on topics.</summary>
internal static class SimRunCommand
{
    public static Command Create(string[] rosArguments)
    {
        var choice = new DriveChoice();
        var rate = Options.Number("--rate", "pictures per second of each camera", 10.0, 0.1, 100.0);
        var cameras =
            Options.Number("--cameras", "1: front; 3: and left, right; 4: and rear", 1, 1, CameraRig.MostCameras);
        var duration = Options.Number("--duration", "seconds, 0: until stopped", 0.0, 0.0, 1e6);
        var truth = Options.Flag("--truth",
            "publish as well what is true of each picture: boxes, objects in space, classes, depth, lanes");
        var command =
            new Command("run", "Publishes a live camera rig: images, camera_info, /clock, /tf, /tf_static, /odom.")
        {
            rate, cameras, duration, truth,
        };
        choice.AddTo(command);
        command.SetAction(result =>
        {
            var options = choice.Read(result);
            options = options with
            {
                Rig = CameraRig.Surround(result.GetValue(cameras), options.Width, options.Height)
            };
            using var context = new RosContext(rosArguments);
            using var node = context.CreateNode("simulation");
            node.Parameters.RejectUnknown();
            using var frame = new FrameBuffers(options.Width, options.Height);
            var drive = new Drive(options);
            // The first picture takes seconds; stamps begin after it.
            drive.Render(0, frame);
            using var publisher = new RigPublisher(node, options.Rig, result.GetValue(truth));
            Console.Error.WriteLine($"publishing {string.Join(", ", publisher.ImageTopics)}");
            Play(drive, options, frame, publisher, result.GetValue(rate), result.GetValue(duration), context.Shutdown);
            return ExitCode.Success;
        });
        return command;
    }

    // Simulated time is that on the wall since the start, in whole periods: where rendering is slower, pictures are
    // left out.
    private static void Play(
        Drive drive, DriveOptions options, FrameBuffers frame, RigPublisher publisher, double rate, double duration,
        CancellationToken stop)
    {
        var (period, start, before) = (1 / rate, Stopwatch.GetTimestamp(), 0.0);
        try
        {
            for (var i = 0L; !stop.IsCancellationRequested; i++)
            {
                i = Math.Max(i, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
                var elapsed = i * period;
                if (duration > 0 && elapsed >= duration) break;
                var wait = TimeSpan.FromSeconds(elapsed) - Stopwatch.GetElapsedTime(start);
                if (wait > TimeSpan.Zero && stop.WaitHandle.WaitOne(wait)) break;
                if (drive.HasEnded)
                {
                    options = options with { Seed = options.Seed + 1 };
                    drive.Dispose();
                    (drive, before) = (new Drive(options), elapsed);
                }

                drive.Advance(elapsed - before - drive.Time);
                publisher.PublishPose(drive, elapsed);
                for (var camera = 0; camera < drive.Rig.Count; camera++)
                {
                    drive.Render(camera, frame);
                    publisher.PublishImage(camera, frame, elapsed);
                    publisher.PublishTruth(drive, camera, frame, elapsed);
                }
            }
        }
        finally
        {
            drive.Dispose();
        }
    }
}
