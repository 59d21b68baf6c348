using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Tests;

public sealed class YoloxNodeTests
{
    private static string Model => Workspace.Shared("models", "yolox_nano.onnx");

    private static string Dog => Workspace.Shared("data", "images", "dog.jpg");

    [SkippableFact]
    public void Objects_come_with_the_header_of_their_image()
    {
        using var test = new YoloxNodeUnderTest(Model);
        test.Listen();
        var answer =
            test.SendUntilAnswered(YoloxNodeUnderTest.RawMessage(Dog, "front_optical_frame", 1234, 567_000_089));
        Assert.Equal(("front_optical_frame", 1234, 567_000_089u), (answer.FrameId, answer.Sec, answer.Nanosec));
        Assert.Equal(["bicycle", "car", "dog"], answer.Labels[..3].Order());
    }

    [Fact]
    public void A_node_works_while_simulated_time_stands_still()
    {
        using var folder = new TemporaryFolder();
        using var test = new YoloxNodeUnderTest(TinyYolox.WriteTo(folder.Path), "-p", "use_sim_time:=true");
        test.Listen();
        using var image = Image.Rent(64, 48, PixelFormat.Bgr8);
        image.Bytes.Fill(128);

        Assert.Equal(7, test.SendUntilAnswered(YoloxNodeUnderTest.RawMessage(image, "camera", 7, 0)).Sec);
    }

    [SkippableFact]
    public async Task A_threshold_set_from_outside_counts_from_the_next_image_on()
    {
        using var test = new YoloxNodeUnderTest(Model);
        test.Listen();
        Assert.NotEmpty(test.SendUntilAnswered(YoloxNodeUnderTest.RawMessage(Dog, "camera", 1, 0)).Labels);
        using var parameters = await ParameterClient.ConnectAsync(test.Peer, "/yolox");

        Assert.True((await parameters.SetAsync([("score_threshold", 0.99)]))[0].Successful);
        Assert.Empty(test.SendUntilAnswered(YoloxNodeUnderTest.RawMessage(Dog, "camera", 2, 0)).Labels);

        var refused = (await parameters.SetAsync([("score_threshold", 1.5), ("model_path", "other.onnx")]))
            .Select(result => result.Reason);
        Assert.Equal(
            [
                "the parameter 'score_threshold' of /yolox cannot be 1.5; allowed is 0 to 1",
                "the parameter 'model_path' of /yolox is read-only",
            ],
            refused);
    }

    [SkippableFact]
    public void Answers_come_in_the_order_of_their_images_each_with_its_own_header()
    {
        using var folder = new TemporaryFolder();
        using var test = new YoloxNodeUnderTest(TinyYolox.WriteTo(folder.Path));
        test.Listen();
        using var picture = Image.Rent(320, 200, PixelFormat.Bgr8);
        picture.Bytes.Fill(128);
        test.SendUntilAnswered(YoloxNodeUnderTest.RawMessage(picture, "camera_0", 1, 0));

        // Faster than the node follows at times: some are dropped, none may be overtaken or mixed up.
        const int Images = 200;
        for (var i = 2; i <= Images; i++)
        {
            test.Raw.Publish(YoloxNodeUnderTest.RawMessage(picture, $"camera_{i}", i, (uint)i));
            if (i % 10 == 0) Thread.Sleep(2);
        }

        YoloxNodeUnderTest.Until(() => test.Results[^1].Sec == Images);
        var answers = test.Results.SkipWhile(answer => answer.Sec < 2).ToArray();
        Assert.Equal(answers.Select(answer => answer.Sec).Distinct().Order(), answers.Select(answer => answer.Sec));
        Assert.All(answers, answer =>
            Assert.Equal(($"camera_{answer.Sec}", (uint)answer.Sec), (answer.FrameId, answer.Nanosec)));
        Assert.All(answers, answer => Assert.Single(answer.Labels));
    }

    [SkippableFact]
    public void An_image_without_objects_is_answered_too()
    {
        using var test = new YoloxNodeUnderTest(Model);
        test.Listen();
        using var grey = Image.Rent(640, 480, PixelFormat.Bgr8);
        for (var y = 0; y < grey.Height; y++) grey.Row(y).Fill(114);
        var answer = test.SendUntilAnswered(YoloxNodeUnderTest.RawMessage(grey, "camera", 7, 8));
        Assert.Equal(("camera", 7, 8u), (answer.FrameId, answer.Sec, answer.Nanosec));
        Assert.Empty(answer.Labels);
    }

    [SkippableFact]
    public void Images_are_only_taken_while_somebody_listens()
    {
        using var test = new YoloxNodeUnderTest(Model);
        var image = YoloxNodeUnderTest.RawMessage(Dog, "camera", 1, 0);
        for (var i = 0; i < 10; i++)
        {
            test.Raw.Publish(image);
            Thread.Sleep(50);
        }

        Assert.False(test.Node.IsSubscribed);
        Assert.Equal(0, test.Node.Received);
        test.Listen();
        test.SendUntilAnswered(image);
        test.StopListening();
        YoloxNodeUnderTest.Until(() => !test.Node.IsSubscribed);
    }

    [SkippableFact]
    public void Objects_for_Autoware_have_its_labels_and_rois_inside_the_image()
    {
        using var test = new YoloxNodeUnderTest(Model);
        DetectedObjectsWithFeature? received = null;
        using var listener = test.Peer.CreateSubscription<DetectedObjectsWithFeature>(
            "/yolox/out/objects", QosProfile.Default, message =>
                Interlocked.CompareExchange(ref received, message, null));
        var image = YoloxNodeUnderTest.RawMessage(Dog, "camera", 9, 0);
        YoloxNodeUnderTest.Until(() =>
        {
            test.Raw.Publish(image);
            Thread.Sleep(50);
            return Volatile.Read(ref received) is not null;
        });

        // Car, bicycle, dog: 1, 6, 8 in autoware_perception_msgs/ObjectClassification.
        var objects = received!.FeatureObjects.AsSpan()[..3].ToArray();
        Assert.Equal([1, 6, 8], objects.Select(o => (int)o.Object.Classification[0].Label).Order());
        Assert.All(objects, o =>
        {
            Assert.InRange(o.Object.ExistenceProbability, 0.7f, o.Object.Classification[0].Probability);
            Assert.InRange(o.Feature.Roi.XOffset + o.Feature.Roi.Width, 1u, 768u);
            Assert.InRange(o.Feature.Roi.YOffset + o.Feature.Roi.Height, 1u, 576u);
        });
    }
}
