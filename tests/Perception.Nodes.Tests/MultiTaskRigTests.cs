using System.Diagnostics;
using Perception.Nodes.MultiTask;
using Ros2DotNet;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>Cameras that share a network which cannot keep up with them.</summary>
public sealed class MultiTaskRigTests
{
    private const int Cameras = 6;
    private const double MaximumAgeMs = 400;

    [SkippableFact]
    public void Six_cameras_at_a_slow_network_are_served_alike_and_late_images_are_dropped_and_counted()
    {
        // Some 40 convolutions a frame: a network that does not reach 60 frames a second.
        var names = Enumerable.Range(0, Cameras).Select(i => $"cam{i}").ToArray();
        using var test = new MultiTaskUnderTest(120,
            ["-p", $"camera_names:=[{string.Join(", ", names)}]", "-p", $"max_age_ms:={MaximumAgeMs:F1}", "-p",
            "drop_warn_ratio:=0.2"]);
        var publishers = names.Select(name => test.Test.Publish<RosImage>($"{name}/in/image")).ToArray();
        var listeners =
            names.Select(name => test.Test.Listen<Detection2DArray>($"{name}/out/detections", _ => { })).ToArray();
        YoloxNodeUnderTest.Until(() => test.Node.Cameras.All(camera => camera.Images.IsOpen));
        YoloxNodeUnderTest.Until(() => publishers.All(publisher => publisher.SubscriberCount > 0));

        var (image, _) = MultiTaskUnderTest.Messages(1);
        var sent = 0;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 6; sent++)
        {
            // The first camera sends five times as many as the others.
            for (var i = 0; i < Cameras + 4; i++)
            {
                var now = Now();
                (image.Header.Stamp.Sec, image.Header.Stamp.Nanosec) = ((int)now, (uint)((now - (int)now) * 1e9));
                publishers[Math.Max(0, i - 4)].Publish(image);
            }

            Thread.Sleep(50);
        }

        YoloxNodeUnderTest.Until(() => Handled(test) == test.Node.Received);
        var served = test.Node.Cameras.Select(camera => camera.Outputs.Times.Rate.Count).ToArray();
        Assert.InRange(served.Min(), 1, long.MaxValue);

        // By how much they sent the first would have five times as much; how busy the machine is makes less difference.
        Assert.InRange(served.Max(), served.Min(), 2 * served.Min() + 10);
        Assert.True(test.Node.Dropped > 0, $"{test.Node.Received} received, none dropped");

        // What was computed had been taken while it was fresh.
        Assert.All(test.Node.Cameras, camera =>
            Assert.InRange(camera.Outputs.Stages.Summarize((int)Stage.Waiting).MaxMs, 0, MaximumAgeMs));
        Array.ForEach(listeners, listener => listener.Dispose());
    }

    [SkippableFact]
    public void Cameras_of_two_devices_have_a_network_each_and_a_fallback_is_said()
    {
        using var test =
            new MultiTaskUnderTest("-p", "camera_names:=[front, rear]", "-p", "camera_devices:=[cpu, openvino]",
            "-p", "allow_fallback:=true");
        Assert.Equal(["cpu", "openvino"], test.Node.Pipelines.Select(pipeline => pipeline.Network.Requested));
        Assert.Equal(["cpu", "cpu"], test.Node.Pipelines.Select(pipeline => pipeline.Network.Obtained));
        Assert.StartsWith("provider openvino was requested, the cpu computes: ",
            test.Node.Pipelines[1].Network.Network.Backend.FallbackReason);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    public void Cameras_that_are_computed_together_have_their_own_results_with_their_own_stamps(int batch)
    {
        string[] names = ["left", "middle", "right"];
        using var test = new MultiTaskUnderTest(0,
            ["-p", "camera_names:=[left, middle, right]", "-p", "batch_size:=3", "-p", "batch_wait_ms:=50.0"], batch);
        var publishers = names.Select(name => test.Test.Publish<RosImage>($"{name}/in/image")).ToArray();
        var masks = new RosImage?[3];
        var listeners = names.Select((name, i) => test.Test.Listen<RosImage>($"{name}/out/mask",
            message => Interlocked.CompareExchange(ref masks[i], message, null))).ToArray();

        // A picture of one colour for each camera: other, road (blue) and sky (red).
        var images = Enumerable.Range(0, 3).Select(i =>
        {
            using var picture = Perception.Imaging.Image.Rent(
                TinyMultiTask.Width, TinyMultiTask.Height, Perception.Imaging.PixelFormat.Bgr8);
            for (var at = 0; at < picture.ByteLength; at++) picture.Bytes[at] = (byte)(at % 3 == 3 - i - 1 ? 255 : 0);
            return NodeUnderTest.Raw(picture, names[i], 10 * i);
        }).ToArray();
        NodeUnderTest.SendUntil(() =>
        {
            for (var i = 0; i < 3; i++) publishers[i].Publish(images[i]);
        }, () => masks.All(mask => mask is not null) || test.Node.Failure is not null);
        Assert.Null(test.Node.Failure);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((names[i], 10 * i), (masks[i]!.Header.FrameId, masks[i]!.Header.Stamp.Sec));
            var expected = i switch { 0 => 2, 1 => 0, _ => 1 };
            Assert.All(masks[i]!.Data.ToArray(), value => Assert.Equal(expected, value));
        }

        Assert.Equal(3, test.Node.Pipelines.Single().Network.Network.BatchSize);
        Array.ForEach(listeners, listener => listener.Dispose());
    }

    private static long Handled(MultiTaskUnderTest test) =>
        test.Node.Published + test.Node.Dropped + test.Node.Bad;

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
}
