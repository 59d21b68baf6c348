using Perception.Simulation;
using Perception.Simulation.Cameras;
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
/// The messages of a simulated rig, filled anew for each moment: images and camera_info of each camera, the clock,
/// odom -> base_link as transform and odometry, and the cameras in base_link.
/// </summary>
internal sealed class RigMessages
{
    private readonly IReadOnlyList<CameraMount> _rig;
    private readonly RosTime _start;

    public RigMessages(IReadOnlyList<CameraMount> rig, RosTime start)
    {
        (_rig, _start) = (rig, start);
        Images = [.. rig.Select(NewImage)];
        Infos = [.. rig.Select(NewInfo)];
        Tf.Transforms.Resize(1);
        StaticTf.Transforms.Resize(rig.Count);
        for (var i = 0; i < rig.Count; i++)
        {
            Fill(StaticTf.Transforms.AsSpan()[i], "base_link", rig[i].OpticalFrame, rig[i].BaseFromOptical, start);
        }
    }

    public Clock Clock { get; } = new();

    public TFMessage Tf { get; } = new();

    public TFMessage StaticTf { get; } = new();

    public Odometry Odometry { get; } = new() { ChildFrameId = "base_link" };

    public Image[] Images { get; }

    public CameraInfo[] Infos { get; }

    /// <summary>The stamp of a moment, in seconds since the start.</summary>
    public RosTime At(double seconds) => new(_start.Nanoseconds + (long)Math.Round(seconds * 1e9));

    /// <summary>Fills <see cref="Clock"/>, <see cref="Tf"/> and <see cref="Odometry"/>.</summary>
    public void SetPose(Drive drive, double seconds)
    {
        At(seconds).CopyTo(Clock.ClockValue);
        Fill(Tf.Transforms.AsSpan()[0], "odom", "base_link", drive.MapFromBase, At(seconds));
        Stamp(Odometry.Header, "odom", At(seconds));
        var pose = Odometry.Pose.Pose;
        var p = drive.MapFromBase.Origin;
        (pose.Position.X, pose.Position.Y, pose.Position.Z) = (p.X, p.Y, p.Z);
        Fill(pose.Orientation, drive.MapFromBase);
        Odometry.Twist.Twist.Linear.X = drive.Speed;
        Odometry.Twist.Twist.Angular.Z = drive.YawRate;
    }

    /// <summary>Fills the image and the camera_info of a camera.</summary>
    public void SetImage(int camera, FrameBuffers frame, double seconds)
    {
        Stamp(Images[camera].Header, _rig[camera].OpticalFrame, At(seconds));
        frame.Picture.Bytes.CopyTo(Images[camera].Data.AsSpan());
        Stamp(Infos[camera].Header, _rig[camera].OpticalFrame, At(seconds));
    }

    public static void Stamp(Header header, string frameId, RosTime stamp)
    {
        stamp.CopyTo(header.Stamp);
        header.FrameId = frameId;
    }

    public static void Fill(Quaternion message, Transform pose) =>
        (message.X, message.Y, message.Z, message.W) = pose.ToQuaternion();

    private static Image NewImage(CameraMount mount)
    {
        var (width, height) = (mount.Intrinsics.Width, mount.Intrinsics.Height);
        var message = new Image
        {
            Width = (uint)width,
            Height = (uint)height,
            Step = (uint)(3 * width),
            Encoding = "bgr8"
        };
        message.Data.Resize(3 * width * height);
        return message;
    }

    private static CameraInfo NewInfo(CameraMount mount)
    {
        var c = mount.Intrinsics;
        var message = new CameraInfo { Width = (uint)c.Width, Height = (uint)c.Height, DistortionModel = "plumb_bob" };
        message.D.Resize(5);
        double[] d = [c.K1, c.K2, c.P1, c.P2, 0], k = [c.Fx, 0, c.Cx, 0, c.Fy, c.Cy, 0, 0, 1],
            r = [1, 0, 0, 0, 1, 0, 0, 0, 1];
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
}
