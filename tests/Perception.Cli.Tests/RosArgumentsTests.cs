namespace Perception.Cli.Tests;

public sealed class RosArgumentsTests
{
    // The example of the ROS 2 design article "ROS command line arguments".
    [Fact]
    public void Ros_arguments_end_at_a_double_dash()
    {
        var (own, ros) = RosArguments.Split(
            ["run", "yolox", "--ros-args", "-r", "~/in/image:=/x", "--", "--own", "--ros-args", "-p", "a:=1"]);
        Assert.Equal(["run", "yolox", "--own"], own);
        Assert.Equal(["--ros-args", "-r", "~/in/image:=/x", "--", "--ros-args", "-p", "a:=1"], ros);
    }
}
