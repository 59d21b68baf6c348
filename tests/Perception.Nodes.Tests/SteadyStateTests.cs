using Perception.Nodes.Yolox;
using Ros2DotNet;

namespace Perception.Nodes.Tests;

public sealed class SteadyStateTests
{
    private const int WarmUpFrames = 60;
    private const int MeasuredFrames = 50;

    // Counted on the node's own threads: the test runner allocates on others. The camera and the listener are processes
    // of their own, and warm-up is long enough for the thread pool's and the runtime's first times.
    [SkippableFact]
    public void A_frame_of_1920x1280_through_a_network_of_960x608_allocates_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("perception-steady-");
        var model = WideYolox.WriteTo(folder.FullName);
        var image = Workspace.Shared("data", "udacity", "test1.jpg");
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", "75");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        try
        {
            using var context =
                new RosContext(["--ros-args", "-p", $"model_path:={model}", "-r", "~/in/image:=/camera/image_raw"]);
            using var node = new YoloxNode(context);
            using var camera =
                PerceptionProcess.Start(75, "camera", image, "--loop", "--rate", "8", "--size", "1920x1280");
            using var listener = PerceptionProcess.Start(75, "topic", "hz", "/yolox/out/objects", "--count", "1000000");

            Wait(WarmUpFrames);
            SteadyState.RoundAllocatesNothing(() => Wait(node.Published + MeasuredFrames),
                ("bytes", () => node.AllocatedBytes), ("collections", () => GC.CollectionCount(0)));

            void Wait(long published)
            {
                for (var i = 0; node.Published < published; i++)
                {
                    if (i > 20_000) throw new TimeoutException(
                        $"only {node.Published} of {published} frames: {node.Failure?.Message ?? node.LastError}");
                    Thread.Sleep(10);
                }
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
            folder.Delete(recursive: true);
        }
    }
}
