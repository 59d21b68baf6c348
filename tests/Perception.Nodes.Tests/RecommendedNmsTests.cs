using Ros2DotNet;

namespace Perception.Nodes.Tests;

/// <summary>What a manifest recommends counts until somebody says otherwise.</summary>
public sealed class RecommendedNmsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("multitask")]
    [InlineData("yolox")]
    public void A_node_takes_what_the_manifest_recommends(string node) =>
        Assert.Equal(0.45, Threshold(node, Model("a", 0.45)));

    [SkippableTheory]
    [InlineData("multitask")]
    [InlineData("yolox")]
    public void A_manifest_that_recommends_nothing_leaves_Autowares_threshold(string node) =>
        Assert.Equal(0.7, Threshold(node, Model("a", null)));

    [SkippableTheory]
    [InlineData("0.6", 0.6)]
    [InlineData("0.7", 0.7)]
    public void A_parameter_overrides_it_also_where_it_gives_the_default(string given, double expected) =>
        Assert.Equal(expected, Threshold("multitask", Model("a", 0.45), "-p", $"nms_threshold:={given}"));

    [SkippableFact]
    public async Task Another_model_brings_its_own_until_the_parameter_is_set()
    {
        var (first, second, third) = (Model("a", 0.45), Model("b", 0.55), Model("c", null));
        using var test = new NodeUnderTest("multitask", "-p", $"model_path:={first}", "-p", "intra_op_threads:=1");
        using var client = await ParameterClient.ConnectAsync(test.Peer, test.Topic("")[..^1]);
        await client.SetAsync([("model_path", second)]);
        await Until(client, 0.55);
        await client.SetAsync([("model_path", third)]);
        await Until(client, 0.7);
        await client.SetAsync([("nms_threshold", 0.6), ("model_path", first)]);
        YoloxNodeUnderTest.Until(() =>
            ((MultiTask.MultiTaskNode)test.Node).Pipelines[0].Network.ModelPath == first);

        // The node has looked at the new manifest when it has looked at what is wanted twice.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.Equal(0.6, (await client.GetAsync(["nms_threshold"]))[0]);
    }

    private static double Threshold(string node, string model, params string[] arguments)
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
        using var context = new RosContext(
            ["--ros-args", "-p", $"model_path:={model}", "-p", "intra_op_threads:=1", .. arguments]);
        using var ros = context.CreateNode($"recommended_{node}");
        var kind = NodeCatalogue.Find(node) ?? NodeCatalogue.Yolox;
        using var created = kind.Create(ros);
        return ros.Parameters.Get<double>("nms_threshold");
    }

    private static async Task Until(ParameterClient client, double expected)
    {
        for (var round = 0; round < 1000; round++)
        {
            if (expected.Equals((await client.GetAsync(["nms_threshold"]))[0])) return;
            await Task.Delay(50);
        }

        Assert.Fail($"nms_threshold did not become {expected}");
    }

    private string Model(string folder, double? recommended)
    {
        var path = TinyMultiTask.WriteTo(Directory.CreateDirectory(_folder[folder]).FullName);
        var manifest = Path.ChangeExtension(path, ".yaml");
        if (recommended is { } value)
        {
            File.AppendAllText(manifest, FormattableString.Invariant($"\nnms_threshold: {value}\n"));
        }

        return path;
    }
}
