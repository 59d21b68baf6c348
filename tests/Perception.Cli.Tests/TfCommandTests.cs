using Perception.Cli.Transforms;
using Ros2DotNet;
using Ros2DotNet.Tf;

namespace Perception.Cli.Tests;

public sealed class TfCommandTests
{
    [Fact]
    public void Frames_of_other_processes_are_echoed_and_drawn()
    {
        const int domain = 77;
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{domain}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        using var context = new RosContext([]);
        using var node = context.CreateNode("vehicle");
        using var fixedFrames = new StaticTransformBroadcaster(node);
        using var moving = new TransformBroadcaster(node);
        fixedFrames.Send(Transform("base_link", "camera", new RosTime(0)));
        using var timer = node.CreateWallTimer(TimeSpan.FromMilliseconds(50),
            () => moving.Send(Transform("map", "base_link", node.Now())));

        using var echo =
            PerceptionProcess.Start(domain, "ros", "tf", "echo", "map", "camera", "--count", "2", "--rate", "20");
        var pose = echo.WaitForExit();
        Assert.Equal(0, pose.ExitCode);
        Assert.Contains("'camera' in 'map'", pose.Output);
        Assert.Contains("translation (m): [0.000, 4.000, 0.000]", pose.Output);
        Assert.Contains("roll pitch yaw (deg): [0.00, 0.00, 180.00]", pose.Output);

        // How long a busy machine takes to find all transforms is not known beforehand.
        string[] drawn = [];
        foreach (var seconds in (int[])[2, 10, 30])
        {
            using var tree = PerceptionProcess.Start(domain, "ros", "tf", "tree", "--duration", $"{seconds}");
            drawn = tree.WaitForExit().Output.Split('\n');
            if (drawn is [_, _, _, ..] && drawn[0].StartsWith("map", StringComparison.Ordinal)) break;
        }

        Assert.StartsWith("map", drawn[0]);
        Assert.Matches(@"└── base_link +\d+\.\d Hz, newest \d+\.\d{9} ", drawn[1]);
        Assert.Matches(@"    └── camera +static", drawn[2]);

        using var missing = PerceptionProcess.Start(domain, "ros", "tf", "echo", "map", "lidar");
        missing.ReadErrorLine("no transform from 'lidar' to 'map': the frame 'lidar' does not exist");
        missing.Terminate();
        Assert.Equal(0, missing.WaitForExit().ExitCode);
    }

    [Fact]
    public void A_frame_id_that_cannot_be_is_one_sentence()
    {
        var result = PerceptionProcess.Run("ros", "tf", "echo", "/map", "base_link");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the frame id '/map' must not start with '/'", result.Errors);
    }

    [Fact]
    public void Several_trees_are_drawn_one_below_the_other()
    {
        var buffer = new TransformBuffer();
        buffer.Add(Transform("map", "odom", new RosTime(1_000_000_000)));
        buffer.Add(Transform("map", "odom", new RosTime(1_500_000_000)));
        buffer.Add(Transform("odom", "base", new RosTime(1_000_000_000)));
        buffer.Add(Transform("base", "left", default), isStatic: true);
        buffer.Add(Transform("odom", "ghost", default), isStatic: true);
        buffer.Add(Transform("world", "lidar", default), isStatic: true);
        Assert.Equal("""
            map
            └── odom          2.0 Hz, newest 1.500000000 (0.500 s ago)
                ├── base      0.0 Hz, newest 1.000000000 (1.000 s ago)
                │   └── left  static
                └── ghost     static
            world
            └── lidar         static
            """, FrameTreeText.Format(buffer.GetFrames(), new RosTime(2_000_000_000)));
    }

    // Two metres to the left; the camera looks back.
    private static StampedTransform Transform(string parent, string child, RosTime stamp)
    {
        var pose = new RigidTransform(new Vector3d(0, 2, 0), Quaterniond.Identity);
        return new StampedTransform(stamp, parent, child, parent == "base_link"
            ? pose with { Rotation = Quaterniond.FromRollPitchYaw(0, 0, Math.PI) } : pose);
    }
}
