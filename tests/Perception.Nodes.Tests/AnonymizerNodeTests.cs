using Perception.Imaging;
using Perception.Inference;
using Ros2DotNet.Messages.SensorMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class AnonymizerNodeTests
{
    private static string Model => Workspace.Shared("models", "yolox_nano.onnx");

    [SkippableFact]
    public void Raw_and_compressed_images_come_out_hidden_with_their_header()
    {
        using var test = new NodeUnderTest("anonymizer", "-p", $"model_path:={Model}", "-p", "intra_op_threads:=1");
        using var dog = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        using var camera = test.Publish<RosImage>("in/image");
        RosImage? raw = null;
        CompressedImage? jpeg = null;
        using var first =
            test.Listen<RosImage>("out/image", message => Interlocked.CompareExchange(ref raw, message, null));
        using var second = test.Listen<CompressedImage>("out/image/compressed",
            message => Interlocked.CompareExchange(ref jpeg, message, null));
        var message = NodeUnderTest.Raw(dog, "front", 42);
        NodeUnderTest.SendUntil(() => camera.Publish(message),
            () => Volatile.Read(ref raw) is not null && Volatile.Read(ref jpeg) is not null);
        Assert.Equal(("front", 42, "bgr8", (uint)dog.Width),
            (raw!.Header.FrameId, raw.Header.Stamp.Sec, raw.Encoding, raw.Width));
        Assert.Equal(("front", 42, "bgr8; jpeg compressed bgr8"),
            (jpeg!.Header.FrameId, jpeg.Header.Stamp.Sec, jpeg.Format));
        Assert.Equal((dog.Width, dog.Height), JpegCodec.ReadSize(jpeg.Data.AsSpan()));

        // The bicycle is hidden whole, the tree is not.
        Assert.NotEqual(message.Data.AsSpan().Slice((int)(300 * raw.Step) + 900, 600).ToArray(),
            raw.Data.AsSpan().Slice((int)(300 * raw.Step) + 900, 600).ToArray());
        Assert.Equal(message.Data.AsSpan()[..90].ToArray(), raw.Data.AsSpan()[..90].ToArray());
    }

    [SkippableFact]
    public void A_picture_that_cannot_be_read_is_not_sent_on()
    {
        using var test = new NodeUnderTest("anonymizer", "-p", $"model_path:={Model}", "-r", "~/in/image:=/hidden/jpeg",
            "-p", "image_transport:=compressed");
        using var camera =
            test.Peer.CreatePublisher<CompressedImage>("/hidden/jpeg/compressed", Ros2DotNet.QosProfile.Default);
        var answers = 0;
        using var listener = test.Listen<RosImage>("out/image", _ => Interlocked.Increment(ref answers));
        var message = new CompressedImage { Format = "jpeg" };
        message.Data.Assign([0xff, 0xd8, 1, 2, 3]);
        NodeUnderTest.SendUntil(() => camera.Publish(message), () => test.Counters.Bad > 3);
        Assert.Equal(0, Volatile.Read(ref answers));
    }

    [Fact]
    public void A_node_without_a_model_says_which_parameter_is_missing() =>
        Assert.StartsWith("the parameter 'model_path' is not set; ",
            Assert.Throws<InferenceException>(() => new NodeUnderTest("anonymizer")).Message);

    [SkippableFact]
    public void A_frame_allocates_nothing_managed()
    {
        using var test = new NodeUnderTest("anonymizer", "-p", $"model_path:={Model}", "-p", "intra_op_threads:=1");
        using var dog = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        using var camera = test.Publish<RosImage>("in/image");
        using var first = test.Listen<RosImage>("out/image", _ => { });
        using var second = test.Listen<CompressedImage>("out/image/compressed", _ => { });
        var message = NodeUnderTest.Raw(dog, "front", 1);
        test.AssertFramesAllocateNothing(stamp =>
        {
            message.Header.Stamp.Sec = stamp;
            camera.Publish(message);
        });
    }
}
