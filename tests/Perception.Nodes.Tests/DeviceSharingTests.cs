using Perception.Nodes.Containers;
using Perception.Nodes.MultiTask;
using Ros2DotNet;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class DeviceSharingTests : IDisposable
{
    private const int Enough = 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Two_networks_on_one_device_and_one_network_on_two_run_together_and_keep_the_order_of_each_camera()
    {
        File.WriteAllText(_folder["rig.yaml"], $$"""
            nodes:
              - node: multitask
                name: rig
                parameters: {model_path: "{{TinyMultiTask.WriteTo(_folder.Path)}}", camera_names: [left, right],
                  camera_devices: ["cpu:0", "cpu:1"], intra_op_threads: 1}
              - node: multitask
                name: slow
                parameters: {model_path: "{{TinyMultiTask.WriteTo(_folder.Path, 60)}}"}
              - node: multitask
                name: quick
                parameters: {model_path: "{{TinyYolox.WriteTo(_folder.Path)}}"}
            """);
        var file = ContainerFile.Load(_folder["rig.yaml"]);
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{YoloxNodeUnderTest.Domain}");
        using var context = new RosContext([.. file.RosArguments]);
        using var container = new NodeContainer(context, file);
        Assert.Equal(["rig/cpu/infer", "rig/cpu:1/infer", "cpu:0", "cpu:0"], container.Nodes
            .SelectMany(node => ((MultiTaskNode)node).Pipelines).Select(pipeline => pipeline.Worker));

        using var peers = new RosContext([]);
        using var peer = peers.CreateNode("peer");
        string[] cameras = ["/rig/left", "/rig/right", "/slow", "/quick"];
        var stamps = cameras.Select(_ => new List<int>()).ToArray();
        using var listeners = new Listeners([.. cameras.Zip(stamps, (camera, seen) =>
            peer.CreateSubscription<Detection2DArray>($"{camera}/out/detections", QosProfile.Default, message =>
            {
                lock (seen) seen.Add(message.Header.Stamp.Sec);
            }))]);
        var images = cameras.Select(camera =>
            peer.CreatePublisher<RosImage>($"{camera}/in/image", QosProfile.Default with { Depth = 1 })).ToArray();
        var (image, _) = MultiTaskUnderTest.Messages(1);
        NodeUnderTest.SendUntil(() =>
        {
            image.Header.Stamp.Sec++;
            foreach (var publisher in images) publisher.Publish(image);
        }, () => stamps.All(seen => Count(seen) >= Enough) || container.Nodes.Any(node => node.Failure is not null));
        Assert.All(container.Nodes, node => Assert.Null(node.Failure));
        Assert.All(stamps, seen =>
        {
            lock (seen) Assert.Equal(seen.Distinct().Order(), seen);
        });
    }

    private static int Count(List<int> seen)
    {
        lock (seen) return seen.Count;
    }
}
