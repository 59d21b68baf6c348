using Perception.Nodes.Containers;
using Perception.Nodes.MultiTask;
using Perception.Nodes.Rectify;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class ContainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Nodes_of_a_container_work_on_each_others_frames()
    {
        var model = TinyMultiTask.WriteTo(_folder.Path);
        var file = ContainerFile.Load(Write($$"""
            nodes:
              - node: rectify
                name: front_rectify
                namespace: /rig
                remappings:
                  ~/in/image: /rig/raw
                  ~/in/camera_info: /rig/camera_info
                  ~/out/image: /rig/rect
              - node: multitask
                name: front
                parameters: {model_path: "{{model}}", score_threshold: 0.5, points_dropped_classes: [sky, road]}
                remappings: {~/in/image: /rig/rect, ~/out/detections: /rig/boxes}
            """));
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        using var context = new RosContext([.. file.RosArguments]);
        using var container = new NodeContainer(context, file);
        Assert.Equal([typeof(RectifyNode), typeof(MultiTaskNode)], container.Nodes.Select(node => node.GetType()));
        using var peers = new RosContext([]);
        using var peer = peers.CreateNode("peer");
        var images = peer.CreatePublisher<RosImage>("/rig/raw", QosProfile.Default with { Depth = 1 });
        var infos = peer.CreatePublisher<CameraInfo>("/rig/camera_info", QosProfile.Default with { Depth = 1 });
        string? found = null;
        using var listener = peer.CreateSubscription<Detection2DArray>("/rig/boxes", QosProfile.Default,
            message => Volatile.Write(ref found, message.Detections[0].Results[0].Hypothesis.ClassId));
        var (image, info) = MultiTaskUnderTest.Messages(1);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            images.Publish(image);
        }, () => Volatile.Read(ref found) is not null);
        Assert.Equal("CAR", found);
    }

    [Theory]
    [InlineData("nodes:\n  - node: multitusk\n", "line 2: 'node' is 'multitusk'; allowed are anonymizer, ")]
    [InlineData("nodes:\n  - node: rectify\n    nam: a\n",
        "line 3: 'nam' is not a key of a node; allowed are node, name, ")]
    [InlineData("nodes:\n  - node: rectify\n  - node: rectify\n",
        "line 2: two nodes are called 'rectify'; give each a 'name' of its own")]
    [InlineData("node: rectify\n", "line 1: a container has one key, 'nodes', a list of nodes")]
    [InlineData("nodes:\n  - node: rectify\n    parameters: [a]\n", "line 3: 'parameters' is a mapping")]
    public void What_is_wrong_in_a_file_is_named_with_its_line(string yaml, string says)
    {
        var path = Write(yaml);
        Assert.StartsWith($"{path} {says}", Assert.Throws<ContainerException>(() => ContainerFile.Load(path)).Message);
    }

    private string Write(string yaml)
    {
        File.WriteAllText(_folder["rig.yaml"], yaml);
        return _folder["rig.yaml"];
    }
}
