using Perception.Geometry;
using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>
/// What cameras do when something is wrong, before every node with one task: it says so, and works again when it is
/// right again, without a restart.
/// </summary>
public sealed class StageFaultTests : IDisposable
{
    private const int Stale = 1;

    private static readonly CameraValues Camera = Values(64, 48);

    private readonly List<Action<int>> _sendImages = [];
    private NodeUnderTest _test = null!;
    private Subscription _listener = null!;
    private Publisher<CameraInfo>? _infos;
    private int _stamp = 5000;

    public void Dispose()
    {
        _listener?.Dispose();
        _test?.Dispose();
    }

    [SkippableTheory]
    [InlineData("pseudo_lidar")]
    [InlineData("object_locator")]
    [InlineData("rectify")]
    [InlineData("anonymizer")]
    public void A_camera_that_stops_or_jumps_back_is_said_and_followed(string node)
    {
        Start(node);
        UntilWell();
        YoloxNodeUnderTest.Until(() => Health.StartsWith($"3 nothing on {_test.Topic("in/")}"));
        UntilWell();

        // Each frame is older than the one before, so that whichever status is read tells it.
        SendUntil(() =>
        {
            _stamp -= 2;
            return Health == "1 the stamps of the input went back in time";
        });
        UntilWell();
    }

    [SkippableTheory]
    [InlineData("pseudo_lidar")]
    [InlineData("object_locator")]
    [InlineData("rectify")]
    public void A_camera_of_another_size_than_its_camera_info_is_an_error_until_that_changes_too(string node)
    {
        Start(node);
        UntilWell();
        var other = Values(96, 96);
        Use(node, other);
        SendUntil(() => Health.StartsWith("2 every frame is bad: ") && Health.Contains("96x96"), Camera);
        UntilWell(other);
    }

    [SkippableFact]
    public void Pictures_of_another_size_are_hidden_from_the_first_one_on()
    {
        Start("anonymizer");
        UntilWell();
        Use("anonymizer", Values(96, 96));
        UntilWell();
        Assert.Equal(0, _test.Counters.Bad);
    }

    [SkippableTheory]
    [InlineData("pseudo_lidar")]
    [InlineData("object_locator")]
    [InlineData("rectify")]
    public void A_camera_info_that_is_missing_stops_or_is_none_is_said_until_there_is_one(string node)
    {
        Start(node);
        var topic = _test.Topic("in/camera_info");
        SendUntil(() => Health.StartsWith($"3 nothing on {topic} for "), info: null);
        Assert.Equal(0, _test.Counters.Published);
        UntilWell();

        // The last one is still good, and that it stopped is said.
        var before = _test.Counters.Published;
        SendUntil(() => Health.StartsWith($"3 nothing on {topic} for "), info: null);
        Assert.True(_test.Counters.Published > before);
        UntilWell();
        SendUntil(() => Health == $"2 the camera_info on {topic} is none: K[4] is NaN; a finite number is needed",
            Camera with { K = [50, 0, 31.5, 0, double.NaN, 23.5, 0, 0, 1] });
        UntilWell();
    }

    [SkippableTheory]
    [InlineData("pseudo_lidar")]
    [InlineData("object_locator")]
    [InlineData("rectify")]
    public void A_camera_info_of_the_largest_size_there_is_costs_frames_and_not_the_node(string node)
    {
        Start(node);
        UntilWell();
        SendUntil(() => Health.StartsWith("2 every frame is bad: "), Values(65535, 65535));
        UntilWell();
    }

    private string Health => _test.Health;

    private static CameraValues Values(int width, int height) => new()
    {
        Width = width,
        Height = height,
        DistortionModel = "plumb_bob",
        D = [-0.05, 0.01, 0, 0, 0],
        K = [50, 0, width / 2.0 - 0.5, 0, 50, height / 2.0 - 0.5, 0, 0, 1],
        R = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        P = [50, 0, width / 2.0 - 0.5, 0, 0, 50, height / 2.0 - 0.5, 0, 0, 0, 1, 0],
    };

    private void Start(string node)
    {
        string[] own = node switch
        {
            "object_locator" => ["-p", "camera_height_m:=1.5", "-p", "rectified:=false"],
            "pseudo_lidar" => ["-p", "rectified:=false"],
            "anonymizer" =>
                ["-p", $"model_path:={Workspace.Shared("models", "yolox_nano.onnx")}", "-p", "intra_op_threads:=1"],
            _ => [],
        };
        _test = new NodeUnderTest(node, ["-p", $"stale_after_s:={Stale}.0", .. own]);
        _test.WatchHealth();
        _listener = node switch
        {
            "pseudo_lidar" => _test.Listen<PointCloud2>("out/points", _ => { }),
            "object_locator" => _test.Listen<DetectedObjects>("out/objects", _ => { }),
            _ => _test.Listen<RosImage>("out/image", _ => { }),
        };
        _infos = node == "anonymizer" ? null : _test.Publish<CameraInfo>("in/camera_info");
        Use(node, Camera);
    }

    // What the node reads beside camera_info, of a camera of that size.
    private void Use(string node, CameraValues camera)
    {
        _sendImages.Clear();
        if (node is "pseudo_lidar" or "object_locator")
        {
            var metres = new float[camera.Width * camera.Height];
            Array.Fill(metres, 6);
            var depth = SpatialMessages.Depth(metres, camera.Width, camera.Height);
            Send("in/depth", depth, depth.Header);
        }
        else
        {
            using var picture = Image.Rent(camera.Width, camera.Height, PixelFormat.Bgr8);
            picture.Bytes.Fill(90);
            var image = NodeUnderTest.Raw(picture, SpatialMessages.FrameId, 1);
            Send("in/image", image, image.Header);
        }

        if (node == "object_locator")
        {
            var boxes = SpatialMessages.Detections(
                [new Perception.Decoding.Detection(20, 18, 40, 40, 0, 1, 1)], _ => "pedestrian");
            Send("in/detections", boxes, boxes.Header);
        }
    }

    private void Send<T>(string topic, T message, Ros2DotNet.Messages.StdMsgs.Header header)
        where T : class, IRosMessage<T>, new()
    {
        if (!_publishers.TryGetValue(topic, out var publisher))
        {
            publisher = _test.Publish<T>(topic);
            _publishers.Add(topic, publisher);
        }

        _sendImages.Add(stamp =>
        {
            header.Stamp.Sec = stamp;
            ((Publisher<T>)publisher).Publish(message);
        });
    }

    private readonly Dictionary<string, object> _publishers = [];

    private void SendUntil(Func<bool> condition) => SendUntil(condition, Camera);

    private void SendUntil(Func<bool> condition, CameraValues? info)
    {
        var message = info is null ? null : NodeUnderTest.Info(info, SpatialMessages.FrameId, 1);
        NodeUnderTest.SendUntil(() =>
        {
            _stamp++;
            if (message is not null) _infos?.Publish(message);
            _sendImages.ForEach(send => send(_stamp));
        }, () => condition() || _test.Node.Failure is not null);
        Assert.Null(_test.Node.Failure);
    }

    private void UntilWell(CameraValues? camera = null)
    {
        var before = _test.Counters.Published;
        SendUntil(() => Health.StartsWith("0 ") && Health.Contains("frames per second") &&
            _test.Counters.Published > before, camera ?? Camera);
    }
}
