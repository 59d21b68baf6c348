using Perception.Decoding;
using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Tests.Inference;

public sealed class ManifestFileTests : IDisposable
{
    private const string Valid = """
        file: net.onnx
        input:
          size: [416, 320]
        outputs:
          - role: yolox
        classes: [car, person]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "classes: [car, person]", "clases: [car, person]", 6,
        "'clases' is not a key of a manifest; the nearest one is 'classes', and allowed are name, file, files, " +
        "licence, origin, sha256, input, outputs, nms_threshold, classes, colours")]
    [InlineData(
        "size: [416, 320]", "sise: [416, 320]", 3,
        "'input.sise' is not a key of a manifest; the nearest one is 'input.size', and allowed are name, size, " +
        "colour, layout, type, letterbox, pad, mean, scale")]
    [InlineData(
        "role: yolox", "roll: yolox", 5,
        "'outputs[0].roll' is not a key of a manifest; the nearest one is 'outputs[0].role', and allowed are role, " +
        "name, boxes, scores, strides")]
    [InlineData("[416, 320]", "[416, -320]", 3,
        "'input.size' is [416, -320]; allowed is a list of 2 whole numbers from 1 to 16384")]
    [InlineData(
        "[416, 320]", "[0, 320]", 3, "'input.size' is [0, 320]; allowed is a list of 2 whole numbers from 1 to 16384")]
    [InlineData("[416, 320]", "[416.5, 320]", 3,
        "'input.size' is [416.5, 320]; allowed is a list of 2 whole numbers from 1 to 16384")]
    [InlineData("[416, 320]", "416", 3, "'input.size' is '416'; allowed is a list of values")]
    [InlineData("role: yolox", "strides: [8, 0]", 5,
        "'outputs[0].strides' is [8, 0]; allowed is a list of whole numbers from 1 to 1024")]
    [InlineData("role: yolox", "strides: []", 5,
        "'outputs[0].strides' is []; allowed is a list of whole numbers from 1 to 1024")]
    [InlineData("role: yolox", "role: ssd", 5,
        "'outputs[0].role' is 'ssd'; allowed is yolox, lightnet, semantic, lanes, depth")]
    [InlineData("role: yolox", "role: lanes\n    classes: [none, none]", 6,
        "'outputs[0].classes' is [none, none]; allowed is a list with a line in it, which 'none' is not")]
    [InlineData("role: yolox", "{role: semantic, strides: [8], classes: [a]}", 5,
        "'outputs[0].strides' is not a key of a manifest; the nearest one is 'outputs[0].scores', and allowed are " +
        "role, name, layout, scores, classes, colours")]
    [InlineData("role: yolox", "{role: semantic, scores: softmax, classes: [a]}", 5,
        "'outputs[0].scores' is 'softmax'; allowed is logits, activated, index")]
    [InlineData("role: yolox", "{role: depth, form: log, max_metres: -1}", 5,
        "'outputs[0].max_metres' is '-1'; allowed is a number above min_metres")]
    [InlineData("role: yolox", "{role: depth, focal_pixels: 0}", 5,
        "'outputs[0].focal_pixels' is '0'; allowed is a number above 0")]
    [InlineData("role: yolox", "{role: lightnet, anchors: [10, 14, 22]}", 5,
        "'outputs[0].anchors' is [10, 14, 22]; allowed is a list of widths and heights above 0")]
    [InlineData(
        "[416, 320]", "[416, 320]\n  pad: 300", 4, "'input.pad' is '300'; allowed is a whole number from 0 to 255")]
    [InlineData(
        "[416, 320]", "[416, 320]\n  scale: [1, 1]", 4, "'input.scale' is [1, 1]; allowed is a list of 3 numbers")]
    [InlineData("[416, 320]", "[416, 320]\n  mean: [1, 1, .inf]", 4,
        "'input.mean' is [1, 1, .inf]; allowed is a list of 3 numbers")]
    [InlineData("[416, 320]", "[416, 320]\n  letterbox: left", 4,
        "'input.letterbox' is 'left'; allowed is top-left, centre, stretch")]
    [InlineData("file: net.onnx", "sha256: 12\nfile: net.onnx", 1, "'sha256' is '12'; allowed is 64 hex digits")]
    [InlineData("file: net.onnx", "file: net.onnx\nnms_threshold: 45", 2,
        "'nms_threshold' is '45'; allowed is a number from 0 to 1")]
    [InlineData("file: net.onnx", "name: net", 1, "'file' is missing; it is a single value")]
    [InlineData(
        "file: net.onnx", "file: net.onnx\nfiles: {coral: net.tflite}", 2,
        "'files.coral' is not a key of a manifest; the nearest one is 'files.hailo', and allowed are onnxruntime, " +
        "hailo, rknn")]
    [InlineData("file: net.onnx", "file: net.onnx\ncolours: {car: red}", 2,
        "'colours.car' is 'red'; allowed is a colour written as \"#rrggbb\"")]
    public void A_wrong_entry_is_named_by_file_line_and_key_with_what_is_allowed(
        string entry, string wrong, int line, string says)
    {
        var path = Write(Valid.Replace(entry, wrong));
        Assert.Equal(
            $"{path} line {line}: {says}", Assert.Throws<InferenceException>(() => ManifestFile.Load(path)).Message);
    }

    [Fact]
    public void Text_that_is_not_YAML_is_named_by_its_line()
    {
        var path = Write("file: net.onnx\ninput: ]\n");
        var message = Assert.Throws<InferenceException>(() => ManifestFile.Load(path)).Message;
        Assert.StartsWith($"the manifest '{path}' is not YAML at line 2: ", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_model_of_another_hash_is_refused()
    {
        File.WriteAllText(_folder["net.onnx"], "abc");

        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        const string Known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(Known, ManifestFile.Load(Write($"sha256: {Known.ToUpperInvariant()}\n{Valid}")).Sha256);

        var other = new string('0', 64);
        var path = Write($"sha256: \"{other}\"\n{Valid}");
        Assert.Equal(
            $"the model '{_folder["net.onnx"]}' has the SHA-256 {Known}, but the manifest '{path}' expects {other}",
            Assert.Throws<InferenceException>(() => ManifestFile.Load(path)).Message);
    }

    [Fact]
    public void A_model_yaml_of_another_model_in_the_folder_is_none_of_this_one()
    {
        File.WriteAllText(_folder["model.yaml"], $"sha256: {new string('0', 64)}\n{Valid}");
        File.WriteAllText(_folder["other.onnx"], "");
        Assert.Null(ManifestFile.For(_folder["other.onnx"]));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        string[] awkward =
        [
            "car", "no", "true", "null", "1e3", "0x10", "a: b", "a #b", "\"quoted\"", "back\\slash", "[x]", "- y", "",
            " ", "x ", "tab\there", "line\nbreak", "\u0007", "Fußgänger", "歩行者", "~", "&a", "*a", "!t", "%d", "@", "`",
            "a,b", "{}", "'", ":", "2026-01-01", "=", "<<",
        ];
        var manifest = new ModelManifest
        {
            Name = "net: with #signs",
            ModelPath = _folder["net.onnx"],
            BackendFiles = new Dictionary<string, string>
            {
                ["hailo"] = _folder["a b.hef"],
                ["rknn"] = _folder["net.rknn"],
            },
            Licence = "MIT",
            Origin = "https://example.org/net#v1",
            InputName = "images:0",
            Input = new PreprocessingSpec
            {
                Width = 640,
                Height = 384,
                Order = ChannelOrder.Rgb,
                Layout = TensorLayout.Nhwc,
                ElementType = TensorElementType.UInt8,
                Anchor = LetterboxAnchor.TopLeft,
                PadValue = 7,
                Mean = (123.675f, 116.28f, 103.53f),
                Scale = (1 / 58.395f, 1 / 57.12f, 1e-9f),
            },
            Outputs =
            [
                new YoloxOutput { Name = "no", Decoded = true, Activated = false, Strides = [8, 16, 32, 64] },
                new YoloxOutput(),
                new LightNetOutput { Name = "head", Activated = false, Anchors = [(10.5f, 14), (1e-3f, 22)] },
                new ClassMapOutput
                {
                    Name = "mask", Layout = TensorLayout.Nhwc, Scores = MapScores.Index, Classes = awkward,
                    Colours = new Dictionary<string, ClassColour> { ["a: b"] = new(1, 2, 3) },
                },
                new ClassMapOutput { IsLanes = true, Layout = TensorLayout.Nhwc, Classes = ["none", "edge"] },
                new DepthOutput
                {
                    Name = "depth", FocalPixels = 580.25f,
                    Depth = new DepthSpec
                    {
                        Form = DepthForm.Log, Scale = 0.1f, Offset = MathF.Log(20), MinimumMetres = 1,
                        MaximumMetres = 250,
                    },
                },
                new DepthOutput(),
            ],
            NmsThreshold = 0.45f,
            Classes = awkward,
            Colours = awkward.ToDictionary(name => name, name => new ClassColour((byte)name.Length, 0x0f, 0xff)),
        };

        var back = ManifestFile.Load(Write(ManifestWriter.ToYaml(manifest)));

        Assert.Equal(manifest.Input, back.Input);
        Assert.Equal(manifest.Classes, back.Classes);
        Assert.Equal(manifest.Colours, back.Colours);
        Assert.Equal(manifest.BackendFiles, back.BackendFiles);
        Assert.Equal(
            (manifest.Name, manifest.ModelPath, manifest.Licence, manifest.Origin, manifest.InputName, manifest.Sha256),
            (back.Name, back.ModelPath, back.Licence, back.Origin, back.InputName, back.Sha256));
        Assert.Equal(manifest.NmsThreshold, back.NmsThreshold);
        foreach (var (expected, actual) in manifest.Outputs.Zip(back.Outputs))
        {
            Assert.Equivalent(expected, actual, strict: true);
        }

        Assert.Equal(manifest.Outputs.Count, back.Outputs.Count);
    }

    [Fact]
    public void The_example_in_the_documentation_is_one()
    {
        var page = File.ReadAllText(Path.Combine(Workspace.Root, "docs", "manifest.md"));
        var example = page.Split("```yaml")[1].Split("```")[0].Replace("f2fa...8fbd", new string('0', 64));
        var path = Write(example);

        // Every field is read before the model, which is not there, is missed.
        Assert.Equal($"the model '{_folder["traffic_lights.onnx"]}' that the manifest '{path}' names does not exist",
            Assert.Throws<InferenceException>(() => ManifestFile.Load(path)).Message);
    }

    [Fact]
    public void A_manifest_without_optional_fields_writes_none()
    {
        var yaml = ManifestWriter.ToYaml(ManifestFile.Load(Write(Valid)));
        Assert.DoesNotContain("sha256", yaml);
        Assert.DoesNotContain("colours", yaml);
        Assert.DoesNotContain("nms_threshold", yaml);
        Assert.DoesNotContain("name: \n", yaml);
        Assert.DoesNotContain("name: \"\"", yaml);
    }

    [SkippableTheory]
    [InlineData("yolox_nano.onnx", 80)]
    [InlineData("openlenda_nano.onnx", 8)]
    public void Detectors_that_others_publish_are_known_by_their_hash(string model, int classes)
    {
        var path = Workspace.Shared("models", model);
        var manifest = ManifestFile.For(path);
        Assert.NotNull(manifest);
        Assert.Equal((path, classes, "Apache-2.0", "images"),
            (manifest.ModelPath, manifest.Classes.Count, manifest.Licence, manifest.InputName));
    }

    [SkippableTheory]
    [InlineData("twinlitenet.onnx")]
    [InlineData("road_segmentation_adas_0001.onnx")]
    public void Maps_of_models_that_others_publish_are_known_by_their_hash(string model)
    {
        var manifest = ManifestFile.For(Workspace.Shared("models", model));
        Assert.NotNull(manifest);
        Assert.Equal([OutputRole.Semantic, OutputRole.Lanes], manifest.Outputs.Select(output => output.Role));
        Assert.Empty(manifest.Classes);
    }

    private string Write(string yaml)
    {
        var path = _folder["net.yaml"];
        File.WriteAllText(path, yaml);
        return path;
    }
}
