using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

/// <summary>
/// Models and manifests that no detector can be made of: one sentence each, with what is there and what is wanted.
/// </summary>
public sealed class WrongModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_model_is_named_with_what_to_give() =>
        Assert.Equal("the model '/no/such/model.onnx' does not exist; give the path of an ONNX file",
            Refusal("/no/such/model.onnx"));

    [Fact]
    public void Bytes_that_are_no_model_are_named_with_their_number()
    {
        File.WriteAllText(_folder["text.onnx"], "this is not a network");
        Assert.StartsWith($"the model '{_folder["text.onnx"]}' (21 bytes) is not an ONNX file that can be run: ",
            Refusal(_folder["text.onnx"]));
    }

    [SkippableFact]
    public void Half_a_model_is_named_with_its_number_of_bytes()
    {
        var bytes = File.ReadAllBytes(Workspace.Shared("models", "yolox_nano.onnx"));
        File.WriteAllBytes(_folder["half.onnx"], bytes[..(bytes.Length / 2)]);
        Assert.StartsWith(
            $"the model '{_folder["half.onnx"]}' ({bytes.Length / 2} bytes) is not an ONNX file that can be run: ",
                Refusal(_folder["half.onnx"]));
    }

    [SkippableFact]
    public void A_model_of_open_size_without_a_manifest_is_told_what_says_it()
    {
        var path = TinyYolox.WriteTo(_folder.Path, "open");
        var message = Refusal(path);
        Assert.StartsWith($"the model '{path}' does not run on images [1,3,1,1] float32: ", message);
        Assert.EndsWith("; a manifest says which size open dimensions have", message);
        WriteManifest(path, "size: [64, 64]", "role: yolox");
        using var detector = new YoloxDetector(path);
        Assert.Equal([1, 84, 7], detector.Backend.Outputs[0].Shape);
    }

    [SkippableFact]
    public void A_network_for_something_else_is_named_with_its_shapes()
    {
        var path = Workspace.Shared("models", "lstr_tusimple_640x360.onnx");
        Assert.Equal(
            $"the model '{path}' with images [1,3,360,640] float32 has 0 outputs of YOLOX's shape [1,N,5+classes] " +
            "with N cells on strides 8, 16, 32; " +
            "it has logits [1,7,2] float32, curves [1,7,8] float32", Refusal(path));
    }

    [SkippableTheory]
    [InlineData("role: yolox", "names no output, and 2 of the model's have YOLOX's shape for an input of 64x64")]
    [InlineData("{role: yolox, name: third}", "names the output 'third'")]
    public void An_output_that_is_not_there_once_is_answered_with_those_that_are(string output, string problem)
    {
        var path = TinyYolox.WriteTo(_folder.Path, "twins");
        WriteManifest(path, "size: [64, 64]", output);
        Assert.Equal(
            $"the manifest of '{path}' {problem}; the model has first [1,84,7] float32, second [1,84,7] float32",
                Refusal(path));
    }

    [SkippableTheory]
    [InlineData("size: [64, 64]\n  type: uint8",
        "describes the input 'images' of 64x64 UInt8; the model takes images [1,3,64,64] float32")]
    [InlineData("size: [64, 64]\n  name: data",
        "describes the input 'data' of 64x64 Float32; the model takes images [1,3,64,64] float32")]
    public void An_input_of_another_kind_is_refused_before_any_pixel_is_written(string input, string problem)
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        WriteManifest(path, input, "role: yolox");
        Assert.Equal($"the manifest of '{path}' {problem}", Refusal(path));
    }

    [SkippableFact]
    public void An_input_of_another_size_is_refused_with_the_models_own()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        WriteManifest(path, "size: [96, 64]", "role: yolox");
        Assert.Equal($"the model '{path}' takes images [1,3,64,64] float32, not [1,3,64,96]", Refusal(path));
    }

    [SkippableFact]
    public void Class_names_of_another_number_are_refused()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        Assert.Equal($"the model '{path}' scores 2 classes, but 3 class names were given",
            Assert.Throws<InferenceException>(() => new YoloxDetector(path, labels: ["a", "b", "c"])).Message);
    }

    [SkippableFact]
    public void Strides_that_do_not_make_the_rows_are_refused_with_the_shape_they_would_make()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        WriteManifest(path, "size: [64, 64]", "{role: yolox, name: output, strides: [8, 16]}");
        Assert.Equal(
            "the output output [1,84,7] float32 is no YOLOX head for an input of 64x64: expected float32 " +
            "[1,80,5+classes] for the strides 8, 16", Refusal(path));
    }

    private static string Refusal(string path)
    {
        var message = Assert.Throws<InferenceException>(() => new YoloxDetector(path)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static void WriteManifest(string model, string input, string output) =>
        File.WriteAllText(Path.ChangeExtension(model, ".yaml"), $"""
            file: {Path.GetFileName(model)}
            input:
              {input}
            outputs:
              - {output}
            classes: [car, person]
            """);
}
