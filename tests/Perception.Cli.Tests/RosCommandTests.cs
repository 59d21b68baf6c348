namespace Perception.Cli.Tests;

public sealed class RosCommandTests
{
    private const int Domain = 76;

    private static string Dog => Workspace.Shared("data", "images", "dog.jpg");

    [SkippableFact]
    public void Nodes_parameters_services_and_topics_of_another_process_are_shown_and_set()
    {
        using var camera = PerceptionProcess.Start(Domain, "camera", Dog, "--loop", "--rate", "10");

        var info = Run("/camera/get_parameters", "ros", "node", "info", "/camera");
        Assert.Contains("/camera/image_raw: sensor_msgs/msg/Image", info);
        Assert.Contains("/camera/get_parameters: rcl_interfaces/srv/GetParameters", info);
        Assert.Equal("/camera", Run("/camera", "ros", "node", "list"));

        Assert.Equal("false", Run("false", "ros", "param", "get", "/camera", "use_sim_time"));
        Assert.Equal("Set parameter successful",
            Run("successful", "ros", "param", "set", "/camera", "use_sim_time", "true"));
        var dump = Run("/camera:", "ros", "param", "dump", "camera");
        Assert.Equal("/camera:\n  ros__parameters:\n    use_sim_time: true", dump);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, dump.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal("Set parameter use_sim_time successful",
            Run("successful", "ros", "param", "load", "/camera", file));
        File.Delete(file);

        Run("/camera/set_parameters [rcl_interfaces/srv/SetParameters]", "ros", "service", "list", "-t");
        Run("bool_value: false", "ros", "service", "call", "/camera/get_parameters", "{names: [use_sim_time]}");

        var topic = Run("Node: /camera", "ros", "topic", "info", "/camera/image_raw");
        Assert.Contains("Publisher count: 1", topic);
        Assert.Contains("RIHS01_d31d41a9a4c4bc8eae9be757b0beed306564f7526c88ea6a4588fb9582527d47", topic);

        Run("MB/s from", "ros", "topic", "bw", "/camera/image_raw", "--count", "5");
    }

    [Fact]
    public void A_message_given_as_YAML_is_published_and_read_by_another_process()
    {
        using var publisher =
            PerceptionProcess.Start(77, "ros", "topic", "pub", "/goal", "geometry_msgs/msg/PoseStamped",
            "{header: {frame_id: map}, pose: {position: {x: 1.5}, orientation: {w: 1}}}", "--rate", "20");
        using var echo = PerceptionProcess.Start(77, "ros", "topic", "echo", "/goal", "--count", "1");
        var output = echo.WaitForExit().Output;

        Assert.Contains("frame_id: map", output);
        Assert.Contains("x: 1.5", output);
        Assert.Contains("w: 1.0", output);
    }

    [Theory]
    [InlineData("the message has no field 'dta'; it has data", "ros", "topic", "pub", "/a", "std_msgs/msg/String", "{dta: hello}")]
    [InlineData("'data' is a whole number from -128 to 127 and cannot be '300'", "ros", "topic", "pub", "/a", "std_msgs/msg/Int8", "{data: 300}")]
    [InlineData("std_msgs/msg/Strin is a type that is not compiled in; there are std_msgs/msg/", "ros", "topic", "pub", "/a", "std_msgs/msg/Strin")]
    [InlineData("there is no node /nobody that serves its parameters", "ros", "param", "get", "/nobody", "gain")]
    [InlineData("there is no service /nothing", "ros", "service", "call", "/nothing")]
    [InlineData("there is no node /nobody; there are none", "ros", "node", "info", "/nobody")]
    public void What_is_wrong_is_one_sentence(string says, params string[] arguments)
    {
        using var process = PerceptionProcess.Start(78, arguments);
        var result = process.WaitForExit();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Errors);
    }

    // What a command prints, in which something is to be seen.
    private static string Run(string wanted, params string[] arguments)
    {
        var result = PerceptionProcess.RunUntil(
            Domain, seen => seen.ExitCode == 0 && seen.Output.Contains(wanted), arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains(wanted, result.Output);
        return result.Output;
    }
}
