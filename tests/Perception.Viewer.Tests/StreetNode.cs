using System.Runtime.InteropServices;
using Ros2DotNet;
using Ros2DotNet.Messages.DiagnosticMsgs;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;
using Ros2DotNet.Messages.Tf2Msgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Viewer.Tests;

/// <summary>
/// Publishes a simple street at 10 Hz: a grey image with a red square in it, the box and the mask around the square,
/// depth that grows to the right, a wall of magenta points with a box in front, and what a detector says about itself.
/// </summary>
internal sealed class StreetNode : IDisposable
{
    public const int Width = 320, Height = 192, LaneX = 200;
    public const string Frame = "camera_optical_frame";
    public static readonly (int Left, int Top, int Size) Square = (80, 60, 60);

    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Publisher<Image> _image, _mask, _depth;
    private readonly Publisher<CameraInfo> _info;
    private readonly Publisher<Detection2DArray> _detections;
    private readonly Publisher<Detection3DArray> _objects;
    private readonly Publisher<LaneLines> _lanes;
    private readonly Publisher<PointCloud2> _cloud;
    private readonly Publisher<DiagnosticArray> _diagnostics;
    private readonly Publisher<TFMessage> _static;

    public StreetNode(RosContext context, bool running = true)
    {
        Node = context.CreateNode("detector");
        Node.Parameters.Declare("score_threshold", 0.35, new ParameterDescriptor { Minimum = 0, Maximum = 1 });
        _image = Node.CreatePublisher<Image>("/camera/image_raw", QosProfile.Default with { Depth = 1 });
        _info = Node.CreatePublisher<CameraInfo>("/camera/camera_info", QosProfile.Default);
        _detections = Node.CreatePublisher<Detection2DArray>("~/out/detections", QosProfile.Default);
        _objects = Node.CreatePublisher<Detection3DArray>("~/out/objects3d", QosProfile.Default);
        _lanes = Node.CreatePublisher<LaneLines>("~/out/lanes", QosProfile.Default);
        _mask = Node.CreatePublisher<Image>("~/out/mask", QosProfile.Default with { Depth = 1 });
        _depth = Node.CreatePublisher<Image>("~/out/depth", QosProfile.Default with { Depth = 1 });
        _cloud = Node.CreatePublisher<PointCloud2>("~/out/points", QosProfile.SensorData);
        _diagnostics = Node.CreatePublisher<DiagnosticArray>("/diagnostics", QosProfile.Default);
        _static = Node.CreatePublisher<TFMessage>("/tf_static", QosProfile.Latched);
        _static.Publish(Transform());
        _thread = new Thread(Run) { IsBackground = true };
        if (running) _thread.Start();
    }

    public Node Node { get; }

    public double Threshold => Node.Parameters.Get<double>("score_threshold");

    public int ImageListeners => _image.SubscriberCount;

    /// <summary>Publishes every message once, all of the same stamp.</summary>
    public void Publish()
    {
        var stamp = RosTime.SystemNow;
        _info.Publish(Info(stamp));
        _detections.Publish(Detections(stamp));
        _lanes.Publish(Lanes(stamp));
        _mask.Publish(Picture(stamp, "mono8", 1, (x, y, pixel) => pixel[0] = (byte)(IsInSquare(x, y) ? 7 : 0)));
        _depth.Publish(Picture(stamp, "32FC1", 4, (x, _, pixel) => MemoryMarshal.Write(pixel, 1 + (x / 16f))));
        _image.Publish(Street(stamp));
        _cloud.Publish(Wall(stamp));
        _objects.Publish(Objects(stamp));
        _diagnostics.Publish(Diagnostics(stamp));
    }

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive) _thread.Join();
        Node.Dispose();
    }

    public static Image Street(RosTime stamp) => Picture(stamp, "bgr8", 3, (x, y, pixel) =>
    {
        var red = IsInSquare(x, y);
        (pixel[0], pixel[1], pixel[2]) = red ? ((byte)20, (byte)20, (byte)220) : ((byte)90, (byte)90, (byte)90);
    });

    public static Image Picture(RosTime stamp, string encoding, int pixelBytes, PixelWriter write)
    {
        var message = new Image
        {
            Width = Width,
            Height = Height,
            Encoding = encoding,
            Step = (uint)(Width * pixelBytes)
        };
        Stamp(message.Header, stamp);
        message.Data.Resize(Width * Height * pixelBytes);
        var data = message.Data.AsSpan();
        for (var i = 0; i < Width * Height; i++) write(i % Width, i / Width, data.Slice(i * pixelBytes, pixelBytes));
        return message;
    }

    public static Detection2DArray Detections(RosTime stamp)
    {
        var message = new Detection2DArray();
        Stamp(message.Header, stamp);
        var detection = message.Detections.Add();
        (detection.Bbox.Center.Position.X, detection.Bbox.Center.Position.Y) =
            (Square.Left + (Square.Size / 2.0), Square.Top + (Square.Size / 2.0));
        (detection.Bbox.SizeX, detection.Bbox.SizeY) = (Square.Size, Square.Size);
        var result = detection.Results.Add();
        (result.Hypothesis.ClassId, result.Hypothesis.Score) = ("CAR", 0.875);
        return message;
    }

    public delegate void PixelWriter(int x, int y, Span<byte> pixel);

    private static bool IsInSquare(int x, int y) =>
        x >= Square.Left && x < Square.Left + Square.Size && y >= Square.Top && y < Square.Top + Square.Size;

    public static TFMessage Transform()
    {
        var message = new TFMessage();
        var link = message.Transforms.Add();
        link.Header.FrameId = "base_link";
        link.ChildFrameId = Frame;
        (link.Transform.Translation.X, link.Transform.Translation.Z) = (1.5, 1.4);
        var q = link.Transform.Rotation;
        (q.X, q.Y, q.Z, q.W) = (-0.5, 0.5, -0.5, 0.5);
        return message;
    }

    public static CameraInfo Info(RosTime stamp)
    {
        var message = new CameraInfo { Width = Width, Height = Height };
        Stamp(message.Header, stamp);
        double[] k = [160, 0, 160, 0, 160, 96, 0, 0, 1];
        k.CopyTo(message.K.AsSpan());
        return message;
    }

    // One line, straight up the picture.
    private static LaneLines Lanes(RosTime stamp)
    {
        var message = new LaneLines { Width = Width, Height = Height };
        Stamp(message.Header, stamp);
        var line = message.Lines.Add();
        (line.Type, line.Confidence) = ("divider", 1);
        for (var y = Height - 10; y >= 100; y -= 10)
        {
            var pixel = line.Pixels.Add();
            (pixel.X, pixel.Y) = (LaneX, y);
        }

        return message;
    }

    private static Detection3DArray Objects(RosTime stamp)
    {
        var message = new Detection3DArray();
        Stamp(message.Header, stamp);
        var detection = message.Detections.Add();
        (detection.Bbox.Center.Position.Y, detection.Bbox.Center.Position.Z) = (0.6, 9);
        detection.Bbox.Center.Orientation.W = 1;
        (detection.Bbox.Size.X, detection.Bbox.Size.Y, detection.Bbox.Size.Z) = (2, 1.6, 4);
        detection.Results.Add().Hypothesis.ClassId = "CAR";
        return message;
    }

    public static PointCloud2 Wall(RosTime stamp)
    {
        const int columns = 100, rows = 40, step = 16;
        var message = new PointCloud2
        {
            Height = 1,
            Width = columns * rows,
            PointStep = step,
            RowStep = step * columns * rows,
            IsDense = true
        };
        Stamp(message.Header, stamp);
        message.Header.FrameId = "base_link";
        foreach (var (name, offset) in new[] { ("x", 0u), ("y", 4u), ("z", 8u), ("rgb", 12u) })
        {
            var field = message.Fields.Add();
            (field.Name, field.Offset, field.Datatype, field.Count) = (name, offset, 7, 1);
        }

        message.Data.Resize(step * columns * rows);
        for (var i = 0; i < columns * rows; i++)
        {
            var point = message.Data.AsSpan().Slice(i * step, step);
            MemoryMarshal.Write(point, 16f);
            MemoryMarshal.Write(point[4..], ((i % columns) - (columns / 2)) * 0.1f);
            MemoryMarshal.Write(point[8..], i / columns * 0.1f);
            MemoryMarshal.Write(point[12..], 0x00ff00ffu);
        }

        return message;
    }

    public static DiagnosticArray Diagnostics(RosTime stamp)
    {
        var message = new DiagnosticArray();
        Stamp(message.Header, stamp);
        var status = message.Status.Add();
        status.Name = "detector: camera pipeline";
        foreach (var (key, value) in new[] { ("fps", "10.0"), ("latency p50 ms", "21.5"), ("latency p95 ms", "34.0"), ("dropped", "3") })
        {
            var item = status.Values.Add();
            (item.Key, item.Value) = (key, value);
        }

        return message;
    }

    private static void Stamp(Header header, RosTime stamp)
    {
        stamp.CopyTo(header.Stamp);
        header.FrameId = Frame;
    }

    private void Run()
    {
        while (!_stop.Wait(100)) Publish();
    }
}
