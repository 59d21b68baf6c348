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
    public void The_recipe_of_eight_cameras_on_an_Orin_says_what_is_missing_here_and_places_them_where_it_should()
    {
        using var folder = new TemporaryFolder();
        var table = folder["calib.cache"];
        string[] command =
        [
            "run", "multitask", "--ros-args", "--params-file", Config("multitask"), "--params-file",
            Config("orin_8_cameras"), "-p", $"model_path:={TinyYolox.WriteTo(folder.Path)}", "-p",
            $"calibration_table:={table}", "-p", "build_only:=true", "-p",
        ];
        var withoutTable = PerceptionProcess.Run([.. command, "allow_fallback:=false"]);
        Assert.Equal(2, withoutTable.ExitCode);
        Assert.Contains($"the calibration table '{table}' does not exist; perception model quantize", withoutTable.Errors);

        File.WriteAllText(table, "TRT-8601-EntropyCalibration2\nimages: 40008102\n");
        var strict = PerceptionProcess.Run([.. command, "allow_fallback:=false"]);
        Skip.If(strict.ExitCode == 0, "TensorRT is here");
        Assert.Equal(2, strict.ExitCode);
        Assert.Matches("the provider tensorrt cannot be had: .*; (on x64 scripts/setup --gpu fetches|install |check )", strict.Errors);
        Assert.Contains("or allow_fallback: true lets the cpu compute", strict.Errors);

        // One network for the GPU, one for each DLA.
        var tolerant = PerceptionProcess.Run([.. command, "allow_fallback:=true"]);
        Assert.Equal(0, tolerant.ExitCode);
        Assert.Equal(3, tolerant.Errors.Split("provider tensorrt was requested, the cpu computes").Length - 1);
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

    private static string Config(string name) => Path.Combine(Workspace.Root, "config", $"{name}.param.yaml");
}
