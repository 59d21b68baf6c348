namespace Perception.Cli.Tests;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("model_path", "run", "yolox")]
    [InlineData("/nowhere.onnx", "run", "yolox", "--ros-args", "-p", "model_path:=/nowhere.onnx")]
    [InlineData("scroe_threshold", "run", "yolox", "--ros-args", "-p", "scroe_threshold:=0.5")]
    [InlineData("score_threshold", "run", "yolox", "--ros-args", "-p", "score_threshold:=1.5")]
    [InlineData("image_transport", "run", "yolox", "--ros-args", "-p", "image_transport:=pigeon")]
    [InlineData("max_detections", "run", "yolox", "--ros-args", "-p", "max_detections:=many")]
    [InlineData("--nonsense", "run", "yolox", "--ros-args", "--nonsense")]
    [InlineData("yolo", "run", "yolo")]
    public void What_is_wrong_with_a_node_is_one_sentence(string named, params string[] arguments)
    {
        var result = PerceptionProcess.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }

    [SkippableFact]
    public void The_parameter_file_and_Autowares_names_are_accepted()
    {
        var model = Workspace.Shared("models", "yolox_nano.onnx");
        var file = Path.Combine(Workspace.Root, "config", "yolox.param.yaml");
        var result =
            PerceptionProcess.Run("run", "yolox", "--ros-args", "--params-file", file, "-p", $"model_path:={model}",
            "-p", "build_only:=true", "-p", "allow_fallback:=true", "-p", "precision:=int8", "-p", "clip_value:=6.0",
            "-p", "gpu_id:=0",
            "-p", "calibration_algorithm:=Entropy", "-p", "roi_overlay_segment_label.CAR:=true");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("int8", result.Output + result.Errors);
        Assert.Contains("fp32", result.Output + result.Errors);
    }

    [SkippableFact]
    public void A_terminated_node_leaves_with_success()
    {
        var model = Workspace.Shared("models", "yolox_nano.onnx");
        using var node = PerceptionProcess.Start(73, "run", "yolox", "--ros-args", "-p", $"model_path:={model}");
        using var list = PerceptionProcess.Start(73, "topic", "echo", "/diagnostics", "--count", "1");
        Assert.Contains("yolox: camera", list.WaitForExit().Output);
        node.Terminate();
        Assert.Equal(0, node.WaitForExit().ExitCode);
    }
}
