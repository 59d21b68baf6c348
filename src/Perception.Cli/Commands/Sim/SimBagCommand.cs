using System.CommandLine;
using Perception.Cli.Bags;
using Perception.Cli.Output;
using Perception.Cli.Simulation;
using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Rendering;
using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands.Sim;

/// <summary><c>perception sim bag</c>: a drive as a rosbag2 recording with its truth.</summary>
internal static class SimBagCommand
{
    // Where simulated time begins: the same drive is the same bag whenever it is made.
    private static readonly RosTime Start = RosTime.FromParts(1_000_000_000, 0);

    public static Command Create()
    {
        var choice = new DriveChoice();
        var output = new Option<string>("--out") { Description = "folder of the bag; must not exist", Required = true };
        var rate = Options.Number("--rate", "pictures per second of each camera", 10.0, 0.1, 100.0);
        var cameras =
            Options.Number("--cameras", "1: front; 3: and left, right; 4: and rear", 1, 1, CameraRig.MostCameras);
        var duration =
            Options.Number("--duration", "seconds of the drive; it ends earlier where the road does", 10.0, 0.1, 1e5);
        var command = new Command("bag", "Writes an MCAP bag: images, camera_info, /tf, /tf_static, /odom, and " +
            "boxes, classes, depth, lanes and weather as truth.")
        {
            output, rate, cameras, duration
        };
        choice.AddTo(command);
        command.SetAction(result =>
        {
            var options = choice.Read(result);
            options = options with
            {
                Rig = CameraRig.Surround(result.GetValue(cameras), options.Width, options.Height)
            };
            using var bag = new BagWriter(result.GetRequiredValue(output));
            Record(options, new RigRecorder(bag, options.Rig, Start), 1 / result.GetValue(rate),
                result.GetValue(duration));
            Console.Error.WriteLine($"{bag.MessageCount} messages in {bag.Folder}");
            bag.Close();
            return ExitCode.Success;
        });
        return command;
    }

    // Ctrl-C ends it with a whole bag of what is there.
    private static void Record(DriveOptions options, RigRecorder recorder, double period, double duration)
    {
        using var interrupt = new Interrupt();
        using var drive = new Drive(options);
        using var frame = new FrameBuffers(options.Width, options.Height);
        recorder.WriteSetting(drive);
        ProgressBar.Over(Enumerable.Range(0, Math.Max(1, (int)Math.Round(duration / period))).ToArray(), "recording",
            i =>
        {
            if (drive.HasEnded || interrupt.IsRequested) return;
            drive.Advance((i * period) - drive.Time);
            recorder.WritePose(drive, i * period);
            for (var camera = 0; camera < drive.Rig.Count; camera++)
            {
                drive.Render(camera, frame);
                recorder.WriteImage(camera, frame, drive.Truth(camera, frame), i * period);
            }
        });
    }
}
