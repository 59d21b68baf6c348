using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

/// <summary>Networks that end in an ArgMax: their maps are classes in integers of any width.</summary>
public sealed class ClassIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("int64", 1)]
    [InlineData("int64", 0)]
    [InlineData("int32", 1)]
    [InlineData("uint8", 0)]
    public void Classes_come_as_the_network_chose_them(string type, int keepsDimensions)
    {
        using var network = new MultiTaskNetwork(Write(type, keepsDimensions));
        Assert.Equal(NetworkTasks.Semantic | NetworkTasks.Lanes, network.Tasks);
        using var slot = network.CreateSlot();
        var result = new NetworkResult();
        using var image = Paint();
        Run();
        for (var y = 0; y < 4; y++)
        {
            Assert.Equal([0, 0, 1, 1, 1, 1, 2, 2], result.Semantic.Values.Slice(8 * y, 8).ToArray());
            Assert.Equal([0, 0, 1, 1, 1, 1, 0, 0], result.Lanes.Values.Slice(8 * y, 8).ToArray());
        }

        Assert.All(result.LaneProbability.Values.ToArray(), probability => Assert.Equal(1, probability));
        SteadyState.AllocatesNothing(Run);

        void Run()
        {
            network.Preprocess(image, slot);
            network.Infer(slot);
            network.Decode(slot, NetworkTasks.All, result);
        }
    }

    [SkippableFact]
    public void A_class_that_the_manifest_does_not_have_is_a_bad_frame()
    {
        var model = Write("int64", 1);
        var manifest = Path.ChangeExtension(model, ".yaml");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("[blue, green, red]", "[blue, green]"));
        using var network = new MultiTaskNetwork(model);
        using var slot = network.CreateSlot();
        using var image = Paint();
        network.Preprocess(image, slot);
        network.Infer(slot);
        Assert.Equal("the network's class index is 2 somewhere; its manifest has 2 classes",
            Assert.Throws<BadTensorException>(
                () => network.Decode(slot, NetworkTasks.Semantic, new NetworkResult())).Message);
    }

    [SkippableFact]
    public void Scores_in_integers_are_refused_with_what_is_allowed()
    {
        var model = Write("int64", 1);
        var manifest = Path.ChangeExtension(model, ".yaml");
        File.WriteAllText(manifest,
            File.ReadAllText(manifest).Replace("scores: index, classes: [blue", "classes: [blue"));
        Assert.Contains("semantic [1,1,4,8] int64",
            Assert.Throws<InferenceException>(() => new MultiTaskNetwork(model)).Message);
    }

    private string Write(string type, int keepsDimensions)
    {
        var path = Path.Combine(_folder.Path, $"{type}_{keepsDimensions}.onnx");
        Python.Run("tests/Shared/tiny_classes.py", ["numpy", "onnx"], path, type, $"{keepsDimensions}");
        return path;
    }

    // Blue on the left quarter, red on the right one, green between.
    private static Image Paint()
    {
        var image = Image.Rent(32, 16, PixelFormat.Bgr8);
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                image.Row(y).Slice(3 * x, 3).Clear();
                image.Row(y)[3 * x + (x < 8 ? 0 : x < 24 ? 1 : 2)] = 255;
            }
        }

        return image;
    }
}
