using System.Globalization;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Xunit.Abstractions;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>Memory of a multi-task node in a process of its own, with a listener on every kind of output. The suite has
/// a short slice; scripts/soak says how many frames.</summary>
[Trait("Category", "Soak")]
public sealed class MultiTaskSoakTests(ITestOutputHelper output)
{
    private const int SliceFrames = 600;
    private const int Quarters = 4;
    private const double AllowedMegabytes = 12;
    private static readonly TimeSpan PatiencePerFrame = TimeSpan.FromMinutes(3);

    // Tests show what they say when they are over; a long run is followed here.
    private static readonly string? Log = Environment.GetEnvironmentVariable("EDGE_PERCEPTION_SOAK_LOG");

    private static readonly int Frames =
        int.TryParse(Environment.GetEnvironmentVariable("EDGE_PERCEPTION_SOAK_FRAMES"), CultureInfo.InvariantCulture,
            out var given)
            ? given : SliceFrames;

    [SkippableFact]
    public void Memory_stays_flat_over_many_frames()
    {
        using var folder = new TemporaryFolder();
        var model = TinyMultiTask.WriteTo(folder.Path);
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        using var process = PerceptionProcess.Start(YoloxNodeUnderTest.Domain, "run", "multitask", "--ros-args", "-p",
            $"model_path:={model}", "-p", "camera_height_m:=1.5", "-p", "intra_op_threads:=1", "-r", "__ns:=/soak");
        using var context = new RosContext([]);
        using var peer = context.CreateNode("peer");
        using var answered = new AutoResetEvent(false);
        var qos = QosProfile.Default with { Depth = 1 };
        using var images = peer.CreatePublisher<RosImage>("/soak/multitask/in/image", qos);
        using var infos = peer.CreatePublisher<CameraInfo>("/soak/multitask/in/camera_info", qos);
        using var listeners = new Listeners(
            Listen<RosImage>("mask"), Listen<RosImage>("color_mask"), Listen<RosImage>("depth"),
            Listen<RosImage>("image"),
            Listen<LaneLines>("lanes"), Listen<PointCloud2>("points"), Listen<DetectedObjects>("objects3d"),
            peer.CreateSubscription<Detection2DArray>("/soak/multitask/out/detections", qos, _ => answered.Set()));
        var (image, info) = MultiTaskUnderTest.Messages(1);

        // The first quarter fills pools and caches; from then on memory is flat.
        var megabytes = new double[Quarters];
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            Send(Frames * (quarter + 1) / Quarters - Frames * quarter / Quarters);
            megabytes[quarter] = process.ResidentBytes() / 1e6;
            Tell($"{100 * (quarter + 1) / Quarters,3} %: {Frames * (quarter + 1) / Quarters} frames, " +
                $"{megabytes[quarter]:F1} MB");
        }

        var grown = megabytes[^1] - megabytes[0];
        var verdict = grown <= AllowedMegabytes ? "flat" : "grows";
        Tell($"{verdict}: {grown:+0.0;-0.0;0.0} MB since 25 %, {AllowedMegabytes} MB are allowed");
        Assert.InRange(grown, double.NegativeInfinity, AllowedMegabytes);

        void Tell(string line)
        {
            output.WriteLine(line);
            if (Log is not null) File.AppendAllText(Log, line + Environment.NewLine);
        }

        Subscription Listen<T>(string name) where T : class, IRosMessage<T>, new() =>
            peer.CreateSubscription<T>($"/soak/multitask/out/{name}", qos, _ => { });

        // Each frame is sent until it is answered, then the next: as fast as the node follows.
        void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                info.Header.Stamp.Sec = ++image.Header.Stamp.Sec;
                var deadline = DateTime.UtcNow + PatiencePerFrame;
                do
                {
                    Assert.True(DateTime.UtcNow < deadline, $"frame {i} of {count} was not answered");
                    infos.Publish(info);
                    images.Publish(image);
                }
                while (!answered.WaitOne(200));
            }
        }
    }
}
