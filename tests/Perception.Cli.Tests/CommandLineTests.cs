namespace Perception.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("not nothing (see perception --help)")]
    [InlineData("not 'tpoic'", "tpoic")]
    [InlineData("perception topic wants one of list, info, echo, hz, bw, pub, not 'print'", "topic", "print")]
    [InlineData("--count '-1' is not a number from 0 to", "topic", "echo", "/x", "--count", "-1")]
    [InlineData("--nonsense", "topic", "list", "--ros-args", "--nonsense")]
    [InlineData("--runs 'x' is not a number from 1 to", "model", "profile", "net.onnx", "--runs", "x")]
    [InlineData("--rate '1,5' is not a number from", "bag", "play", "drive", "--rate", "1,5")]
    [InlineData("'-p'; parameters and remappings follow --ros-args (see perception run yolox --help)",
        "run", "yolox", "-p", "score_threshold:=0.5")]
    [InlineData("cannot be read: ", "container", "/nowhere.yaml")]
    public void What_is_wrong_is_one_sentence_and_the_exit_code_2(string named, params string[] arguments)
    {
        var result = PerceptionProcess.Run(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(named, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }

    [Fact]
    public void Help_is_help() => Assert.Equal(0, PerceptionProcess.Run("--help").ExitCode);

    [Fact]
    public void A_tool_that_waits_leaves_with_success_on_SIGTERM()
    {
        using var hz = PerceptionProcess.Start(76, "topic", "hz", "/nobody");
        hz.ReadErrorLine("waiting for a publisher of /nobody");
        hz.Terminate();
        Assert.Equal(0, hz.WaitForExit().ExitCode);
    }
}
