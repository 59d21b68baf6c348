namespace Perception.Cli.Tests;

public sealed class SimCommandTests
{
    [Fact]
    public void Render_writes_pictures_masks_depth_and_truth()
    {
        var folder = Directory.CreateTempSubdirectory("perception-sim-").FullName;
        try
        {
            var result = PerceptionProcess.Run("sim", "render", "--out", folder, "--frames", "3", "--frames-per-scene",
                "2", "--size", "160x96", "--seed", "4", "--format", "jpg");
            Assert.Equal(0, result.ExitCode);
            string[] expected =
            [
                "annotations.json", "calibration/4_camera.yaml", "calibration/5_camera.yaml", "depth/000000.png",
                "depth/000001.png", "depth/000002.png",
                "images/000000.jpg", "images/000001.jpg", "images/000002.jpg", "instance/000000.png",
                "instance/000001.png", "instance/000002.png",
                "lanes.json", "semantic/000000.png", "semantic/000001.png", "semantic/000002.png",
            ];
            var written = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file));
            Assert.Equal(expected, written.Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_rig_publishes_images_calibration_clock_transforms_and_odometry()
    {
        const int domain = 78;
        using var rig =
            PerceptionProcess.Start(domain, "sim", "run", "--size", "160x96", "--cameras", "3", "--rate", "5");
        rig.ReadErrorLine("publishing /camera_front/image_raw, /camera_left/image_raw, /camera_right/image_raw");
        Assert.Contains("frame_id: camera_left_optical_frame", Echo(domain, "/camera_left/camera_info"));
        Assert.Contains("encoding: bgr8", Echo(domain, "/camera_front/image_raw"));
        Assert.Contains("child_frame_id: base_link", Echo(domain, "/tf"));
        Assert.Contains("child_frame_id: camera_right_optical_frame", Echo(domain, "/tf_static"));
        Assert.Contains("frame_id: odom", Echo(domain, "/odom"));
        Assert.Contains("sec:", Echo(domain, "/clock"));
        rig.Terminate();
        Assert.Equal(0, rig.WaitForExit().ExitCode);
    }

    [Fact]
    public void A_drive_becomes_a_bag_with_truth_beside_every_picture()
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("perception-sim-").FullName, "drive");
        try
        {
            var result = PerceptionProcess.Run("sim", "bag", "--out", folder, "--duration", "0.6", "--rate", "5",
                "--size", "160x96", "--seed", "4");
            Assert.Equal(0, result.ExitCode);
            using var bag = Ros2DotNet.Bags.Bag.Open(folder);
            string[] expected =
            [
                "/camera_front/camera_info 3", "/camera_front/image_raw 3", "/camera_front/truth/depth 3",
                "/camera_front/truth/detections 3", "/camera_front/truth/lanes 3",
                "/camera_front/truth/objects 3", "/camera_front/truth/semantic 3", "/odom 3", "/tf 3", "/tf_static 1",
                "/truth/conditions 1", "/truth/surroundings 1",
            ];
            Assert.Equal(expected,
                bag.Topics.Select(topic => $"{topic.Name} {topic.MessageCount}").Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }

    [Theory]
    [InlineData("--size", "20x20", "--size '20x20' is not WIDTHxHEIGHT, each from 64 to 4096")]
    [InlineData("--conditions", "hail", "--conditions 'hail' is none of mixed, day, overcast, dusk, night, rain, fog")]
    public void What_cannot_be_rendered_is_said_in_one_sentence(string option, string value, string sentence)
    {
        var result = PerceptionProcess.Run("sim", "render", "--out", "/nowhere", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence, result.Errors);
    }

    private static string Echo(int domain, string topic)
    {
        using var echo = PerceptionProcess.Start(domain, "topic", "echo", topic, "--count", "1");
        return echo.WaitForExit().Output;
    }
}
