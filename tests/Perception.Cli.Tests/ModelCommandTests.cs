using System.Text.Json;
using Perception.Imaging;

namespace Perception.Cli.Tests;

/// <summary>The tool chain as users call it, on a network of a few kilobytes.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Describe_prints_figures_and_manifest()
    {
        var result = PerceptionProcess.Run("model", "describe", TinyYolox.WriteTo(_folder.Path), "--json",
            _folder["figures.json"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("takes images [1,3,64,64] float32", result.Output);
        Assert.Contains("role: yolox", result.Output);
        var figures = JsonDocument.Parse(File.ReadAllText(_folder["figures.json"])).RootElement;
        Assert.Equal([1, 84, 7],
            figures.GetProperty("outputs")[0].GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
    }

    [SkippableFact]
    public void Describe_prints_the_threshold_that_the_manifest_recommends_and_edit_keeps_it()
    {
        var model = TinyMultiTask.WriteTo(_folder.Path);
        File.AppendAllText(Path.ChangeExtension(model, ".yaml"), "nms_threshold: 0.45\n");
        Assert.Contains("\nnms_threshold: 0.45\n", PerceptionProcess.Run("model", "describe", model).Output);
        Assert.Equal(0, PerceptionProcess.Run("model", "edit", model, _folder["half.onnx"], "--fp16").ExitCode);
        Assert.Contains("\nnms_threshold: 0.45\n", File.ReadAllText(_folder["half.yaml"]));
    }

    [SkippableFact]
    public void An_edit_writes_a_network_and_says_what_it_does_to_results()
    {
        var result =
            PerceptionProcess.Run("model", "edit", TinyYolox.WriteTo(_folder.Path), _folder["half.onnx"], "--fp16");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("to be evaluated: ", result.Output);
        Assert.True(File.Exists(_folder["half.onnx"]));
    }

    [SkippableFact]
    public void Lint_says_by_its_exit_code_whether_a_network_fits()
    {
        var model = TinyYolox.WriteTo(_folder.Path);
        Assert.Equal(0, PerceptionProcess.Run("model", "lint", model, "--target", "cpu").ExitCode);
        var result = PerceptionProcess.Run("model", "lint", model, "--target", "hailo8");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("hailo.shuffle: ", result.Output);
    }

    [SkippableTheory]
    [InlineData("the model 'nowhere.onnx' does not exist", "describe", "nowhere.onnx")]
    [InlineData("nothing to change was asked for", "edit", "MODEL", "out.onnx")]
    [InlineData("--input-size '640' is no WIDTHxHEIGHT", "edit", "MODEL", "out.onnx", "--input-size", "640")]
    [InlineData("--target 'abacus' is none of dla-xavier", "lint", "MODEL", "--target", "abacus")]
    [InlineData("pictures to calibrate with are needed", "quantize", "MODEL", "out.onnx")]
    [InlineData("nothing was asked for", "quantize", "MODEL", "--clip", "6")]
    [InlineData("--report runs the network", "quantize", "MODEL", "--clip", "6", "--report", "noise.json")]
    [InlineData("--clip '-6' is not a number from 0.001 to 10000", "quantize", "MODEL", "out.onnx", "--clip", "-6")]
    [InlineData("--threads 'x' is not a number from 0 to 256", "bench", "MODEL", "--images", "a.jpg", "--threads", "x")]
    [InlineData("--peak 'fast' is not a number from", "profile", "MODEL", "--peak", "fast")]
    [InlineData("/nowhere/paths", "calibrate", "MODEL", "IMAGE", "--list", "/nowhere/paths")]
    [InlineData("nothing to write was asked for", "prune", "MODEL")]
    [InlineData("--sensitivity measures accuracy", "prune", "MODEL", "--sensitivity")]
    [InlineData("--by accuracy measures accuracy", "prune", "MODEL", "OUT", "--by", "accuracy")]
    [InlineData("give the ONNX file to profile", "profile")]
    [InlineData("--channels '-1' is not a number from 1 to 4096", "profile", "sweep", "--channels", "-1")]
    [InlineData("has no convolution or matrix product to quantize", "quantize", "MODEL", "out.onnx", "--clip", "6")]
    public void What_cannot_be_done_is_one_sentence(string says, params string[] arguments)
    {
        var model = TinyYolox.WriteTo(_folder.Path);
        using (var image = Image.Rent(64, 64, PixelFormat.Bgr8))
        {
            image.Bytes.Clear();
            ImageFile.Save(_folder["image.png"], image);
        }

        var result = PerceptionProcess.Run(["model", .. arguments.Select(argument => argument switch
        {
            "MODEL" => model,
            "IMAGE" => _folder["image.png"],
            _ => argument,
        })]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }
}
