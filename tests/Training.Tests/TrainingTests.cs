using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Perception.Decoding;
using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Training.Tests;

public sealed class TrainingTests(TrainedNetwork trained) : IClassFixture<TrainedNetwork>
{
    private const float Tolerance = 1e-3f;

    [SkippableFact]
    public void The_log_of_the_second_step_holds_every_loss_and_none_is_infinite()
    {
        var rows = File.ReadAllLines(Path.Combine(trained.Folder, "run", "log.csv"));
        Assert.Equal(
            "step,seconds,rate,loss,box,objectness,class,semantic,lane,depth", rows[0]);
        Assert.All(rows[1..], row => Assert.All(row.Split(','), value =>
            Assert.True(double.IsFinite(double.Parse(value, CultureInfo.InvariantCulture)), row)));
    }

    [SkippableFact]
    public void A_resumed_run_goes_on_at_its_step()
    {
        var before = File.ReadAllLines(Path.Combine(trained.Folder, "run", "log.csv"));
        Assert.Contains("from step 2,", trained.TrainOn("joint", 3, "--resume"), StringComparison.Ordinal);
        var after = File.ReadAllLines(Path.Combine(trained.Folder, "run", "log.csv"));
        Assert.Equal(before, after[..3]);
        Assert.StartsWith("3,", Assert.Single(after[3..]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void ONNX_Runtime_computes_what_PyTorch_computed()
    {
        var exported = Path.Combine(trained.Folder, "exported");
        using var backend = new OnnxRuntimeSession(
            Path.Combine(exported, "model.onnx"), new InferenceOptions { IntraOpThreads = 1, AllowSpinning = false });
        using var buffers = backend.CreateBuffers();
        Read(exported, "images").CopyTo(Floats(buffers.Input(0), backend.Inputs[0]));
        backend.Run(buffers);
        Assert.Equal(["detections", "semantic", "lanes", "depth"], backend.Outputs.Select(output => output.Name));
        for (var i = 0; i < backend.Outputs.Count; i++)
        {
            var expected = Read(exported, backend.Outputs[i].Name);
            var actual = Floats(buffers.Output(i), backend.Outputs[i]);
            Assert.Equal(expected.Length, actual.Length);
            for (var j = 0; j < expected.Length; j++)
            {
                Assert.InRange(actual[j], expected[j] - Tolerance, expected[j] + Tolerance);
            }
        }
    }

    [SkippableFact]
    public void The_manifest_describes_the_exported_network()
    {
        var manifest = ManifestFile.Load(Path.Combine(trained.Folder, "exported", "model.yaml"));
        using var backend = new OnnxRuntimeSession(manifest.ModelPath);
        Assert.Equal((TrainedNetwork.Width, TrainedNetwork.Height), (manifest.Input.Width, manifest.Input.Height));
        var output = manifest.Outputs.OfType<YoloxOutput>().Single();
        var tensor = backend.Outputs.Single(tensor => tensor.Name == output.Name);
        var decoder = new YoloxDecoder(
            output, tensor, manifest.Input.Width, manifest.Input.Height, new YoloxDecoderOptions());
        Assert.Equal(manifest.Classes.Count, decoder.ClassCount);
        Assert.Equal(manifest.Classes, manifest.Colours.Keys);
        Assert.Equal(0.45f, manifest.NmsThreshold);
        Assert.Equal([OutputRole.Yolox, OutputRole.Semantic, OutputRole.Lanes, OutputRole.Depth],
            manifest.Outputs.Select(output => output.Role));
        Assert.Equal(backend.Outputs.Select(output => output.Name), manifest.Outputs.Select(output => output.Name));
        Assert.All(manifest.Outputs.OfType<ClassMapOutput>(), map => Assert.Equal(
            map.Classes.Count, backend.Outputs.Single(tensor => tensor.Name == map.Name).Shape[1]));
        var depth = manifest.Outputs.OfType<DepthOutput>().Single();
        Assert.Equal((DepthForm.Log, MathF.Log(20), 580f), (depth.Depth.Form, depth.Depth.Offset, depth.FocalPixels));
    }

    [SkippableFact]
    public void The_exported_network_holds_only_operators_of_edge_accelerators() =>
        Assert.StartsWith("every operator runs on DLA and Hailo", TrainedNetwork.Run(
            "operators.py", Path.Combine(trained.Folder, "exported", "model.onnx")), StringComparison.Ordinal);

    [SkippableFact]
    public void A_network_with_slices_and_pools_is_refused_by_the_operator_check()
    {
        var model = Workspace.Shared("models", "yolox_nano.onnx");
        var report = TrainedNetwork.Run("operators.py", "--report", model);
        Assert.Contains("Slice '", report, StringComparison.Ordinal);
        Assert.Contains("MaxPool '", report, StringComparison.Ordinal);
        Assert.Contains("groups or dilation", report, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Evaluation_counts_every_frame_and_object()
    {
        var report = TrainedNetwork.Run("evaluate.py", Path.Combine(trained.Folder, "exported", "model.onnx"),
            "--data", Path.Combine(trained.Folder, "drives"), "--input",
            $"{TrainedNetwork.Width}x{TrainedNetwork.Height}");
        var figures = JsonDocument.Parse(report).RootElement;
        Assert.Equal(4, figures.GetProperty("frames").GetInt32());
        Assert.InRange(figures.GetProperty("mIoU").GetDouble(), 0, 1);
        Assert.InRange(figures.GetProperty("depth").GetProperty("AbsRel").GetDouble(), 0, 10);
    }

    [SkippableFact]
    public void The_parts_of_training_pass_their_own_checks() =>
        Assert.Contains("OK", TrainedNetwork.Run("checks.py"), StringComparison.Ordinal);

    private static float[] Read(string exported, string name) => MemoryMarshal.Cast<byte, float>(
        File.ReadAllBytes(Path.Combine(exported, "reference", name + ".f32"))).ToArray();

    private static unsafe Span<float> Floats(nint address, TensorSpec tensor) =>
        new((void*)address, tensor.Shape.Aggregate(1, (product, side) => product * side));
}
