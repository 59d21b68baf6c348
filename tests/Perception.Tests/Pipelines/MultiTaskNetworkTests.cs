using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Inference.OnnxRuntime;
using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

/// <summary>
/// A network whose results follow from the picture: blue is class 1 and far, red 2, green a lane line.
/// </summary>
public sealed class MultiTaskNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Every_head_tells_of_the_picture_without_the_letterbox()
    {
        using var network = new MultiTaskNetwork(TinyMultiTask.WriteTo(_folder.Path));
        using var slot = network.CreateSlot();
        var result = new NetworkResult();

        // Twice as wide as the input and half as high as would fill it: the lower half of the input is border.
        using var image = Paint(128, 48);
        network.Preprocess(image, slot);
        network.Infer(slot);
        network.Decode(slot, NetworkTasks.All, result, focalPixels: 128);

        Assert.Equal(NetworkTasks.All, network.Tasks);
        Assert.Equal((16, 6), (result.Semantic.Width, result.Semantic.Height));
        Assert.Equal((16, 6), (result.Depth.Width, result.Depth.Height));
        var box = Assert.Single(result.Detections.ToArray());
        Assert.Equal((16f, 40f, 48f, 48f), (box.X1, box.Y1, box.X2, box.Y2));
        Assert.Equal((0.75f, 0.75f * 0.875f), (box.ClassProbability, box.ExistenceProbability));
        for (var y = 0; y < 6; y++)
        {
            // Blue on the left quarter, red on the right one, green between.
            Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2], Row(result.Semantic, y));
            Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], Row(result.Lanes, y));
        }

        // 128 pixels of focal length are 64 in the input, twice those of the network's own camera.
        Assert.Equal(2 * 20 * Math.E, result.Depth.Values[0], 1e-3);
        Assert.Equal(2 * 20, result.Depth.Values[8], 1e-4);
        Assert.Equal(1 / (1 + Math.Exp(200 - 255)), result.LaneProbability.Values[8], 1e-6);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    public void Pictures_that_are_computed_together_have_the_results_that_each_has_alone(int batch)
    {
        using var alone = new MultiTaskNetwork(TinyMultiTask.WriteTo(_folder.Path));
        using var together = new MultiTaskNetwork(
            TinyMultiTask.WriteTo(_folder.Path, batch: batch), new NetworkOptions { BatchSize = 3 });
        using var slot = alone.CreateSlot();
        using var tensors = together.CreateBatch();
        Image[] images = [Paint(64, 48), Paint(128, 48), Paint(64, 96)];
        images[2].Bytes[..(images[2].ByteLength / 2)].Fill(255);
        var (expected, found) = (new NetworkResult(), new NetworkResult());
        foreach (var (image, into) in images.Zip(tensors.Slots))
        {
            together.Preprocess(image, into);
        }

        together.Infer(tensors);
        foreach (var (image, from) in images.Zip(tensors.Slots))
        {
            alone.Preprocess(image, slot);
            alone.Infer(slot);
            alone.Decode(slot, NetworkTasks.All, expected);
            together.Decode(from, NetworkTasks.All, found);
            Assert.Equal(expected.Detections.ToArray(), found.Detections.ToArray());
            Assert.Equal(expected.Semantic.Values.ToArray(), found.Semantic.Values.ToArray());
            Assert.Equal(expected.Lanes.Values.ToArray(), found.Lanes.Values.ToArray());
            Assert.Equal(expected.Depth.Values.ToArray(), found.Depth.Values.ToArray());
        }

        Array.ForEach(images, image => image.Dispose());
    }

    [SkippableFact]
    public void A_network_that_takes_one_picture_is_not_given_several() =>
        Assert.Contains("takes images [1,3,48,64] float32, not [2,3,48,64]", Assert.Throws<InferenceException>(() =>
            new MultiTaskNetwork(TinyMultiTask.WriteTo(_folder.Path), new NetworkOptions { BatchSize = 2 })).Message);

    [SkippableFact]
    public void Without_a_manifest_pictures_go_one_by_one_and_the_error_says_where_to_store_one()
    {
        var path = Path.Combine(_folder.Path, "alone.onnx");
        File.Copy(TinyMultiTask.WriteTo(_folder.Path, batch: 2), path);
        Assert.Equal($"the model '{path}' has no manifest, without which 2 pictures are not computed together: check " +
            "what 'perception model describe --manifest' prints and store it as " +
            $"'{Path.ChangeExtension(path, ".yaml")}', or set batch_size to 1",
            Assert.Throws<InferenceException>(() =>
                new MultiTaskNetwork(path, new NetworkOptions { BatchSize = 2 })).Message);
    }

    [SkippableFact]
    public void Depth_without_a_camera_is_that_of_the_networks_own()
    {
        using var network = new MultiTaskNetwork(TinyMultiTask.WriteTo(_folder.Path));
        using var slot = network.CreateSlot();
        var result = new NetworkResult();
        using var image = Paint(64, 48);
        network.Preprocess(image, slot);
        network.Infer(slot);
        network.Decode(slot, NetworkTasks.Depth, result);
        Assert.Equal(NetworkTasks.Depth, result.Tasks);
        Assert.Equal(20 * Math.E, result.Depth.Values[0], 1e-3);
    }

    [SkippableFact]
    public void A_picture_shrunk_while_decoding_gives_boxes_of_what_it_was()
    {
        using var network = new MultiTaskNetwork(TinyMultiTask.WriteTo(_folder.Path));
        using var slot = network.CreateSlot();
        var result = new NetworkResult();
        using var image = Paint(64, 48);
        network.Preprocess(image, slot, 640, 480);
        network.Infer(slot);
        network.Decode(slot, NetworkTasks.All, result, focalPixels: 320);
        var box = Assert.Single(result.Detections.ToArray());
        Assert.Equal((80f, 200f, 240f, 360f), (box.X1, box.Y1, box.X2, box.Y2));
        Assert.Equal(20, result.Depth.Values[8], 1e-4);
        Assert.Equal((16, 12), (result.Lanes.Width, result.Lanes.Height));
    }

    [SkippableTheory]
    [InlineData(NetworkTasks.Detections, "detections")]
    [InlineData(NetworkTasks.Lanes | NetworkTasks.Depth, "lanes", "depth")]
    public void Heads_that_nobody_asked_for_are_not_in_the_network_and_the_others_say_the_same(
        NetworkTasks tasks, params string[] outputs)
    {
        var path = TinyMultiTask.WriteTo(_folder.Path);
        using var whole = new MultiTaskNetwork(path);
        using var part = new MultiTaskNetwork(path, new NetworkOptions { Tasks = tasks });
        Assert.Equal(outputs, part.Backend.Outputs.Select(output => output.Name));
        using var image = Paint(100, 75);
        var (expected, actual) = (Run(whole, image), Run(part, image));
        Assert.Equal(tasks, actual.Tasks);
        if (tasks.HasFlag(NetworkTasks.Detections))
        {
            Assert.Equal(expected.Detections.ToArray(), actual.Detections.ToArray());
        }
        else
        {
            Assert.Equal(expected.Lanes.Values.ToArray(), actual.Lanes.Values.ToArray());
            Assert.Equal(expected.Depth.Values.ToArray(), actual.Depth.Values.ToArray());
        }
    }

    [SkippableFact]
    public void What_only_other_outputs_need_is_cut_out_of_the_file()
    {
        var model = File.ReadAllBytes(TinyMultiTask.WriteTo(_folder.Path, work: 1));
        var detections = OnnxHeads.Keep(model, ["detections"]);

        // The convolutions over the picture, some 150 kB of weights, lead to the maps alone.
        Assert.InRange(detections.Length, 1, 10_000);
        Assert.InRange(OnnxHeads.Keep(model, ["depth"]).Length, 140_000, model.Length - 1);
        Assert.Equal(model, OnnxHeads.Keep(model, ["detections", "semantic", "lanes", "depth"]));

        // One that is not there is to be missed by who looks for it, among all that are.
        Assert.Equal(model, OnnxHeads.Keep(model, ["depth", "no_such_output"]));
    }

    [SkippableFact]
    public void A_decoded_frame_allocates_nothing()
    {
        using var network = new MultiTaskNetwork(TinyMultiTask.WriteTo(_folder.Path));
        using var slot = network.CreateSlot();
        var result = new NetworkResult();
        using var image = Paint(100, 75);
        SteadyState.AllocatesNothing(() =>
        {
            network.Preprocess(image, slot);
            network.Infer(slot);
            network.Decode(slot, NetworkTasks.All, result, focalPixels: 50);
        });
    }

    [SkippableTheory]
    [InlineData("twinlitenet.onnx")]
    [InlineData("road_segmentation_adas_0001.onnx")]
    public void Networks_of_maps_alone_find_road_ahead_and_sky_above(string model)
    {
        using var network = new MultiTaskNetwork(Workspace.Shared("models", model));
        using var slot = network.CreateSlot();
        using var image = ImageFile.Load(Workspace.Shared("data", "udacity", "solidWhiteRight.jpg"));
        var result = new NetworkResult();
        network.Preprocess(image, slot);
        network.Infer(slot);
        network.Decode(slot, NetworkTasks.All, result);
        Assert.Equal(NetworkTasks.Semantic | NetworkTasks.Lanes, result.Tasks);
        var (width, height) = (result.Semantic.Width, result.Semantic.Height);
        Assert.Equal(1, result.Semantic.Values[(height * 8 / 10 * width) + (width / 2)]);
        Assert.Equal(0, result.Semantic.Values[(height / 10 * width) + (width / 2)]);
        Assert.All(result.LaneProbability.Values.ToArray(), value => Assert.InRange(value, 0.24f, 1.0001f));
        var line = network.Manifest.Outputs.OfType<ClassMapOutput>().Single(map => map.IsLanes).Classes.Count - 1;
        var painted = result.Lanes.Values.ToArray().Count(value => value == line);
        Assert.InRange(painted, width * height / 1000, width * height / 20);
    }

    [SkippableFact]
    public void A_detector_of_a_network_without_detections_is_refused_with_what_there_is()
    {
        var path = Workspace.Shared("models", "twinlitenet.onnx");
        Assert.Equal($"the model '{path}' finds no objects: its manifest has no output of role yolox or lightnet, " +
            "only semantic, lanes", Assert.Throws<InferenceException>(() => new YoloxDetector(path)).Message);
    }

    [SkippableTheory]
    [InlineData("classes: [other, road, sky]", "classes: [other, road, sky, more]",
        "semantic [1,3,12,16] float32 as semantic in layout nchw, which has float32 and 4 channels, one for each " +
        "class")]
    [InlineData("name: depth", "name: lanes",
        "lanes [1,2,12,16] float32 as depth in layout nchw, which has float32 and 1 channel")]
    public void A_map_of_another_shape_than_the_manifest_says_is_refused(string entry, string wrong, string says)
    {
        var path = TinyMultiTask.WriteTo(_folder.Path);
        var yaml = Path.ChangeExtension(path, ".yaml");
        File.WriteAllText(yaml, File.ReadAllText(yaml).Replace(entry, wrong));
        Assert.Equal($"the manifest of '{path}' describes {says}",
            Assert.Throws<InferenceException>(() => new MultiTaskNetwork(path)).Message);
    }

    [SkippableFact]
    public void Boxes_are_suppressed_as_the_manifest_recommends_unless_somebody_says_otherwise()
    {
        var path = TinyMultiTask.WriteTo(_folder.Path);
        File.AppendAllText(Path.ChangeExtension(path, ".yaml"), "nms_threshold: 0.45\n");
        using var network = new MultiTaskNetwork(path);
        Assert.Equal(0.45f, network.DetectionOptions.NmsThreshold);
        network.DetectionOptions = network.DetectionOptions with { NmsThreshold = 0.6f };
        Assert.Equal(0.6f, network.DetectionOptions.NmsThreshold);
        network.DetectionOptions = new YoloxDecoderOptions();
        Assert.Equal(0.45f, network.DetectionOptions.NmsThreshold);
    }

    private static NetworkResult Run(MultiTaskNetwork network, Image image)
    {
        using var slot = network.CreateSlot();
        var result = new NetworkResult();
        network.Preprocess(image, slot);
        network.Infer(slot);
        network.Decode(slot, NetworkTasks.All, result);
        return result;
    }

    private static byte[] Row(PixelMap<byte> map, int y) => map.Values.Slice(y * map.Width, map.Width).ToArray();

    private static Image Paint(int width, int height)
    {
        var image = Image.Rent(width, height, PixelFormat.Bgr8);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            row.Clear();
            for (var x = 0; x < width; x++)
            {
                row[(3 * x) + (x < width / 4 ? 0 : x < 3 * width / 4 ? 1 : 2)] = 255;
            }
        }

        return image;
    }
}
