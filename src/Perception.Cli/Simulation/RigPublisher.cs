using Perception.Simulation;
using Perception.Simulation.Cameras;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Ros2DotNet;
using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.NavMsgs;
using Ros2DotNet.Messages.RosgraphMsgs;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;
using Ros2DotNet.Messages.Tf2Msgs;
using Transform = Perception.Simulation.Numerics.Transform;

namespace Perception.Cli.Simulation;

/// <summary>
/// Publishes a simulated rig: images and camera_info of each camera, /clock, odom -> base_link on /tf and as odometry, and the
/// cameras in base_link on /tf_static. Stamps are of simulated time, which begins at the time of the start.
/// </summary>
internal sealed class RigPublisher : IDisposable
{
    private static readonly QosProfile ImageQos = QosProfile.Default with { Depth = 1 };
    private readonly IReadOnlyList<CameraMount> _rig;
    private readonly Publisher<Image>[] _images;
    private readonly Publisher<CameraInfo>[] _infos;
    private readonly Publisher<Clock> _clock;
    private readonly Publisher<TFMessage> _tf;
    private readonly Publisher<TFMessage> _staticTf;
    private readonly Publisher<Odometry> _odometry;
    private readonly Image[] _imageMessages;
    private readonly CameraInfo[] _infoMessages;
    private readonly Clock _clockMessage = new();
    private readonly TFMessage _tfMessage = new();
    private readonly Odometry _odometryMessage = new() { ChildFrameId = "base_link" };
    private readonly RosTime _start;

    public RigPublisher(Node node, IReadOnlyList<CameraMount> rig)
    {
        (_rig, _start) = (rig, node.Now());
        _clock = node.CreatePublisher<Clock>("/clock", QosProfile.Default with { Depth = 1 });
        _tf = node.CreatePublisher<TFMessage>("/tf", QosProfile.Tf);
        _staticTf = node.CreatePublisher<TFMessage>("/tf_static", QosProfile.Latched);
        _odometry = node.CreatePublisher<Odometry>("/odom", QosProfile.Default);
        _images = [.. rig.Select(mount => node.CreatePublisher<Image>($"/{mount.Name}/image_raw", ImageQos))];
        _infos = [.. rig.Select(mount => node.CreatePublisher<CameraInfo>($"/{mount.Name}/camera_info", ImageQos))];
        _imageMessages = [.. rig.Select(NewImage)];
        _infoMessages = [.. rig.Select(NewInfo)];
        _tfMessage.Transforms.Resize(1);
        PublishMounts();
    }

    public IEnumerable<string> ImageTopics => _images.Select(publisher => publisher.Topic);

    /// <summary>The clock and where the vehicle is, before the pictures of the same moment.</summary>
    public void PublishPose(Drive drive, double seconds)
    {
        At(seconds).CopyTo(_clockMessage.ClockValue);
        _clock.Publish(_clockMessage);
        Fill(_tfMessage.Transforms.AsSpan()[0], "odom", "base_link", drive.MapFromBase, At(seconds));
        _tf.Publish(_tfMessage);
        Stamp(_odometryMessage.Header, "odom", At(seconds));
        var pose = _odometryMessage.Pose.Pose;
        var p = drive.MapFromBase.Origin;
        (pose.Position.X, pose.Position.Y, pose.Position.Z) = (p.X, p.Y, p.Z);
        Fill(pose.Orientation, drive.MapFromBase);
        _odometryMessage.Twist.Twist.Linear.X = drive.Speed;
        _odometryMessage.Twist.Twist.Angular.Z = drive.YawRate;
        _odometry.Publish(_odometryMessage);
    }

    public void PublishImage(int camera, FrameBuffers frame, double seconds)
    {
        var (image, info) = (_imageMessages[camera], _infoMessages[camera]);
        Stamp(image.Header, _rig[camera].OpticalFrame, At(seconds));
        frame.Picture.Bytes.CopyTo(image.Data.AsSpan());
        _images[camera].Publish(image);
        Stamp(info.Header, _rig[camera].OpticalFrame, At(seconds));
        _infos[camera].Publish(info);
    }

    public void Dispose()
    {
        foreach (var publisher in _images) publisher.Dispose();
        foreach (var publisher in _infos) publisher.Dispose();
        _clock.Dispose();
        _tf.Dispose();
        _staticTf.Dispose();
        _odometry.Dispose();
    }

    private RosTime At(double seconds) => new(_start.Nanoseconds + (long)Math.Round(seconds * 1e9));

    private void PublishMounts()
    {
        var message = new TFMessage();
        message.Transforms.Resize(_rig.Count);
        for (var i = 0; i < _rig.Count; i++)
        {
            Fill(message.Transforms.AsSpan()[i], "base_link", _rig[i].OpticalFrame, _rig[i].BaseFromOptical, _start);
        }

        _staticTf.Publish(message);
    }

    private static Image NewImage(CameraMount mount)
    {
        var (width, height) = (mount.Intrinsics.Width, mount.Intrinsics.Height);
        var message = new Image { Width = (uint)width, Height = (uint)height, Step = (uint)(3 * width), Encoding = "bgr8" };
        message.Data.Resize(3 * width * height);
        return message;
    }

    private static CameraInfo NewInfo(CameraMount mount)
    {
        var c = mount.Intrinsics;
        var message = new CameraInfo { Width = (uint)c.Width, Height = (uint)c.Height, DistortionModel = "plumb_bob" };
        message.D.Resize(5);
        double[] d = [c.K1, c.K2, c.P1, c.P2, 0], k = [c.Fx, 0, c.Cx, 0, c.Fy, c.Cy, 0, 0, 1], r = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        double[] p = [c.Fx, 0, c.Cx, 0, 0, c.Fy, c.Cy, 0, 0, 0, 1, 0];
        d.CopyTo(message.D.AsSpan());
        k.CopyTo(message.K.AsSpan());
        r.CopyTo(message.R.AsSpan());
        p.CopyTo(message.P.AsSpan());
        return message;
    }

    private static void Fill(TransformStamped message, string parent, string child, Transform pose, RosTime stamp)
    {
        Stamp(message.Header, parent, stamp);
        message.ChildFrameId = child;
        var t = message.Transform.Translation;
        (t.X, t.Y, t.Z) = (pose.Origin.X, pose.Origin.Y, pose.Origin.Z);
        Fill(message.Transform.Rotation, pose);
    }

    private static void Fill(Quaternion message, Transform pose) => (message.X, message.Y, message.Z, message.W) = pose.ToQuaternion();

    private static void Stamp(Header header, string frameId, RosTime stamp)
    {
        stamp.CopyTo(header.Stamp);
        header.FrameId = frameId;
    }
}
