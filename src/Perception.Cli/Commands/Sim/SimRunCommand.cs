using System.CommandLine;
using Perception.Cli.Simulation;
using Perception.Simulation.Cameras;
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
            using var player = new RigPlayer(options);
            using var publisher = new RigPublisher(node, options.Rig, result.GetValue(truth));
            Console.Error.WriteLine($"publishing {string.Join(", ", publisher.ImageTopics)}");
            player.Play(publisher, result.GetValue(rate), result.GetValue(duration), context.Shutdown);
            return ExitCode.Success;
        });
        return command;
    }
}
