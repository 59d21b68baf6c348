using System.Globalization;
using Perception.Imaging;
using Perception.Nodes.Yolox;
using Ros2DotNet;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Interop;

/// <summary>
/// Our messages against typed code that Cyclone DDS and Fast DDS generate from IDL, in both directions.
/// </summary>
public sealed class PeerTests : PeerDomain
{
    private readonly string _folder = Directory.CreateTempSubdirectory("interop").FullName;

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void An_image_of_a_peer_arrives_pixel_by_pixel(PeerKind kind)
    {
        var pixels = new byte[640 * 480 * 3];
        new Random(5).NextBytes(pixels);
        using var peer = Peer.Start(kind, "publish-image", "rt/peer/image", Raw(pixels), "640", "480");
        using var node = Context.CreateNode("reader");
        RosImage? received = null;
        node.CreateSubscription<RosImage>("/peer/image", QosProfile.Default, image => received = image);

        Wait(() => received is not null, "the peer's image");

        Assert.True(received!.Data.AsSpan().SequenceEqual(pixels));
        Assert.Equal((1234, 5678u, "peer_camera"),
            (received.Header.Stamp.Sec, received.Header.Stamp.Nanosec, received.Header.FrameId));
        Assert.Equal((640u, 480u, "bgr8", 1920u), (received.Width, received.Height, received.Encoding, received.Step));
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void An_image_of_ours_is_read_by_a_peer_pixel_by_pixel(PeerKind kind)
    {
        using var peer = Peer.Start(kind, "read-image", "rt/our/image");
        using var node = Context.CreateNode("writer");
        var publisher = node.CreatePublisher<RosImage>("/our/image", QosProfile.Default);
        WaitForMatch(publisher, peer);
        var image = new RosImage { Width = 1920, Height = 1080, Encoding = "bgr8", Step = 5760 };
        (image.Header.Stamp.Sec, image.Header.Stamp.Nanosec, image.Header.FrameId) = (11, 22, "our_camera");
        image.Data.Resize(1920 * 1080 * 3);
        new Random(6).NextBytes(image.Data.AsSpan());

        publisher.Publish(image);

        Assert.Equal(["matched", "header 11 22 our_camera",
            $"1920 1080 bgr8 5760 6220800 {Hash(image.Data.AsSpan()):x16}"],
            peer.Lines());
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void An_image_of_20_megabytes_goes_both_ways(PeerKind kind)
    {
        const int Width = 2900, Height = 2300;
        var pixels = new byte[Width * Height * 3];
        new Random(7).NextBytes(pixels);
        using var node = Context.CreateNode("large");
        using (Peer.Start(kind, "publish-image", "rt/peer/large", Raw(pixels), $"{Width}", $"{Height}"))
        {
            var same = false;
            using var subscription = node.CreateSubscription<RosImage>("/peer/large", QosProfile.Default,
                image => same |= image.Data.AsSpan().SequenceEqual(pixels));
            Wait(() => same, "the peer's image");
        }

        using var reader = Peer.Start(kind, "read-image", "rt/our/large");
        var publisher = node.CreatePublisher<RosImage>("/our/large", QosProfile.Default);
        WaitForMatch(publisher, reader);
        var ours = new RosImage { Width = Width, Height = Height, Encoding = "bgr8", Step = 3 * Width };
        ours.Data.Assign(pixels);
        publisher.Publish(ours);

        Assert.Equal($"{Width} {Height} bgr8 {3 * Width} {pixels.Length} {Hash(pixels):x16}", reader.Lines()[2]);
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void Detections_of_a_peer_have_the_values_that_it_sent(PeerKind kind)
    {
        using var peer = Peer.Start(kind, "publish-detections", "rt/peer/detections");
        using var node = Context.CreateNode("reader");
        Detection2DArray? received = null;
        node.CreateSubscription<Detection2DArray>("/peer/detections", QosProfile.Default, array => received = array);

        Wait(() => received is not null, "the peer's detections");

        var second = received!.Detections[1];
        Assert.Equal(2, received.Detections.Count);
        Assert.Equal(("pedestrian", 0.5, 35.5), (second.Results[0].Hypothesis.ClassId, second.Results[0].Hypothesis.Score, second.Results[0].Pose.Covariance[35]));
        Assert.Equal((11.5, 99.25), (second.Bbox.Center.Position.X, second.Bbox.SizeY));
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void A_peers_picture_of_a_dog_comes_back_to_peers_as_detections_and_objects(PeerKind kind)
    {
        var model = Workspace.Shared("models", "yolox_nano.onnx");
        using var image = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        using var camera = Peer.Start(kind, "publish-image", "rt/camera/image_raw", Raw(image.Bytes.ToArray()),
            $"{image.Width}", $"{image.Height}");
        using var context =
            new RosContext(["--ros-args", "-p", $"model_path:={model}", "-r", "~/in/image:=/camera/image_raw"]);
        using var node = new YoloxNode(context);
        using var detections = Peer.Start(kind, "read-detections", "rt/yolox/out/detections");
        using var objects = Peer.Start(kind, "read-objects", "rt/yolox/out/objects");

        var lines = detections.Lines()[1..];
        var objectLines = objects.Lines()[1..];

        Assert.Equal("header 1234 5678 peer_camera", lines[0]);
        Assert.Equal("header 1234 5678 peer_camera", objectLines[0]);
        Assert.Equal(lines.Length, objectLines.Length);
        AssertFound(lines, "dog", 0.855, 133, 207, 326, 543);
        AssertFound(lines, "bicycle", 0.804, 55, 137, 572, 423);
        AssertFound(lines, "car", 0.797, 466, 78, 692, 171);

        // Autoware's numbers of a bicycle and a car.
        Assert.Contains(objectLines, line => line.StartsWith("6 ", StringComparison.Ordinal));
        Assert.Contains(objectLines, line => line.StartsWith("1 ", StringComparison.Ordinal));
    }

    // Each side finds the other by itself: a message is sent to nobody until both have.
    private static void WaitForMatch(Publisher<RosImage> publisher, Peer reader)
    {
        Wait(() => publisher.SubscriberCount > 0, "the peer");
        WaitForLine(reader, "matched");
    }

    // FNV-1a, as the peers compute it.
    private static ulong Hash(ReadOnlySpan<byte> pixels)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in pixels)
        {
            hash = unchecked((hash ^ octet) * 1099511628211UL);
        }

        return hash;
    }

    private static void AssertFound(string[] lines, string label, double score, float x1, float y1, float x2, float y2)
    {
        var values = lines.First(line => line.StartsWith(label + " ", StringComparison.Ordinal)).Split(' ')[1..]
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var box = new Perception.Decoding.Detection(
            (float)(values[1] - values[3] / 2), (float)(values[2] - values[4] / 2), (float)(values[1] + values[3] / 2),
            (float)(values[2] + values[4] / 2), 0, 1, 1);
        Assert.InRange(values[0], score - 0.01, score + 0.01);
        Assert.InRange(box.IntersectionOverUnion(new Perception.Decoding.Detection(x1, y1, x2, y2, 0, 1, 1)), 0.95f,
            1f);
    }

    private string Raw(byte[] pixels)
    {
        var path = Path.Combine(_folder, "image.raw");
        File.WriteAllBytes(path, pixels);
        return path;
    }
}
