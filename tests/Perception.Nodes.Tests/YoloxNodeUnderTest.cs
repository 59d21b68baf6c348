using System.Diagnostics;
using Perception.Imaging;
using Perception.Nodes.Yolox;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

/// <summary>
/// A YOLOX node with a camera before it and a listener behind it, each with a DDS participant of its own.
/// </summary>
internal sealed class YoloxNodeUnderTest : IDisposable
{
    public const int Domain = 74;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly RosContext _nodeContext;
    private readonly RosContext _peerContext;
    private readonly Node _peer;
    private readonly List<(string FrameId, int Sec, uint Nanosec, string[] Labels)> _results = [];
    private Subscription? _listener;

    static YoloxNodeUnderTest()
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", $"{Domain}");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST");
    }

    public YoloxNodeUnderTest(string model, params string[] rosArguments)
    {
        _nodeContext = new RosContext(
            ["--ros-args", "-p", $"model_path:={model}", .. rosArguments, "-r", "~/in/image:=/camera/image_raw"]);
        Node = new YoloxNode(_nodeContext);
        _peerContext = new RosContext([]);
        _peer = _peerContext.CreateNode("peer");
        var qos = QosProfile.Default with { Depth = 1 };
        Raw = _peer.CreatePublisher<RosImage>("/camera/image_raw", qos);
    }

    public YoloxNode Node { get; }

    public Publisher<RosImage> Raw { get; }

    public Node Peer => _peer;

    /// <summary>What was answered so far, in the order of its arrival.</summary>
    public (string FrameId, int Sec, uint Nanosec, string[] Labels)[] Results
    {
        get
        {
            lock (_results) return [.. _results];
        }
    }

    public static RosImage RawMessage(string imagePath, string frameId, int stampSec, uint stampNanosec)
    {
        using var image = ImageFile.Load(imagePath);
        return RawMessage(image, frameId, stampSec, stampNanosec);
    }

    public static RosImage RawMessage(Image image, string frameId, int stampSec, uint stampNanosec)
    {
        var rowBytes = image.Row(0).Length;
        var message = new RosImage
        {
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Step = (uint)rowBytes,
            Encoding = ImageEncodings.ToRos(image.Format),
        };
        message.Header.FrameId = frameId;
        message.Header.Stamp.Sec = stampSec;
        message.Header.Stamp.Nanosec = stampNanosec;
        message.Data.Resize(rowBytes * image.Height);
        for (var y = 0; y < image.Height; y++) image.Row(y).CopyTo(message.Data.AsSpan()[(y * rowBytes)..]);
        return message;
    }

    public void Listen() =>
        _listener = _peer.CreateSubscription<Detection2DArray>("/yolox/out/detections", QosProfile.Default, message =>
    {
        var labels = message.Detections.AsSpan().ToArray().Select(d => d.Results[0].Hypothesis.ClassId).ToArray();
        lock (_results) _results.Add(
            (message.Header.FrameId, message.Header.Stamp.Sec, message.Header.Stamp.Nanosec, labels));
    });

    public void StopListening()
    {
        _listener?.Dispose();
        _listener = null;
    }

    /// <summary>Sends the message again and again until a result with its stamp comes back.</summary>
    public (string FrameId, int Sec, uint Nanosec, string[] Labels) SendUntilAnswered(RosImage message)
    {
        (string FrameId, int Sec, uint Nanosec, string[] Labels)? answer = null;
        Until(() =>
        {
            Raw.Publish(message);
            Thread.Sleep(50);
            lock (_results) answer = _results.Where(r => r.Sec == message.Header.Stamp.Sec)
                .Cast<(string, int, uint, string[])?>().FirstOrDefault();
            return answer is not null;
        });
        return answer!.Value;
    }

    public static void Until(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("it did not happen");
            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        StopListening();
        Raw.Dispose();
        _peer.Dispose();
        _peerContext.Dispose();
        Node.Dispose();
        _nodeContext.Dispose();
    }
}
