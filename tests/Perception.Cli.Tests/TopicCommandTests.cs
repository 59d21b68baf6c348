namespace Perception.Cli.Tests;

public sealed class TopicCommandTests
{
    private static string Dog => Workspace.Shared("data", "images", "dog.jpg");

    [SkippableFact]
    public void A_camera_is_listed_echoed_and_measured_by_other_processes()
    {
        const int domain = 71;
        using var camera = PerceptionProcess.Start(domain, "camera", Dog, "--loop", "--rate", "20", "--frame-id",
            "front_optical_frame");

        using var echo = PerceptionProcess.Start(domain, "topic", "echo", "/camera/camera_info", "--count", "1");
        var info = echo.WaitForExit();
        Assert.Equal(0, info.ExitCode);
        Assert.Contains("frame_id: front_optical_frame", info.Output);
        Assert.Contains("width: 768", info.Output);
        Assert.Contains("distortion_model: plumb_bob", info.Output);

        var topics = PerceptionProcess.RunUntil(domain,
            result => result.Output.Contains("/image_raw ") && result.Output.Contains("/camera_info "),
            "topic", "list", "-t").Output.Split('\n');
        Assert.Contains("/camera/image_raw [sensor_msgs/msg/Image]", topics);
        Assert.Contains("/camera/camera_info [sensor_msgs/msg/CameraInfo]", topics);

        using var hz = PerceptionProcess.Start(domain, "topic", "hz", "/camera/image_raw", "--count", "20");
        var measured = hz.WaitForExit();
        Assert.Equal(0, measured.ExitCode);
        Assert.Contains("window: 20", measured.Output);

        camera.Terminate();
        Assert.Equal(0, camera.WaitForExit().ExitCode);
    }

    [SkippableFact]
    public void Who_listens_without_end_ends_when_nobody_reads_what_it_prints()
    {
        const int domain = 82;
        using var camera = PerceptionProcess.Start(domain, "camera", Dog, "--loop", "--rate", "20");
        using var echo = PerceptionProcess.StartInto("head -n 1", domain, "topic", "echo", "/camera/camera_info");
        var result = echo.WaitForExit();
        Assert.Equal((0, "header:"), (result.ExitCode, result.Output));
    }

    [SkippableFact]
    public void A_compressed_camera_sends_the_file_as_it_is()
    {
        const int domain = 72;
        using var camera =
            PerceptionProcess.Start(domain, "camera", Dog, "--loop", "--rate", "20", "--transport", "compressed");
        using var echo =
            PerceptionProcess.Start(domain, "topic", "echo", "/camera/image_raw/compressed", "--count", "1");
        var output = echo.WaitForExit().Output;
        Assert.Contains("format: 'bgr8; jpeg compressed bgr8'", output);
        Assert.Contains("data:\n- 255\n- 216\n- 255\n", output.Replace("\n  ", "\n"));
    }

    [Theory]
    [InlineData("--size '10' is not WIDTHxHEIGHT", "--size", "10")]
    [InlineData("--rate '0' is not a number from 0.01 to 1000", "--rate", "0")]
    [InlineData("jp2", "--transport", "jp2")]
    [InlineData("/nowhere.yaml", "--calibration", "/nowhere.yaml")]
    public void What_is_wrong_with_a_camera_is_one_sentence(string named, params string[] arguments)
    {
        var image = Path.Combine(AppContext.BaseDirectory, "any.jpg");
        var result = PerceptionProcess.Run(["camera", image, .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Errors);
    }
}
