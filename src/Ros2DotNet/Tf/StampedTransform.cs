using Ros2DotNet.Messages.GeometryMsgs;

namespace Ros2DotNet.Tf;

/// <summary>The pose of <paramref name="ChildFrameId"/> in <paramref name="FrameId"/> at a time, which takes
/// coordinates in the child to coordinates in the frame: the message <c>geometry_msgs/msg/TransformStamped</c> as a
/// value.</summary>
public readonly record struct StampedTransform(
    RosTime Stamp, string FrameId, string ChildFrameId, RigidTransform Transform)
{
    public static StampedTransform FromMessage(TransformStamped message) => new(
        RosTime.FromMessage(message.Header.Stamp), message.Header.FrameId, message.ChildFrameId,
        RigidTransform.FromMessage(message.Transform));

    public void CopyTo(TransformStamped message)
    {
        Stamp.CopyTo(message.Header.Stamp);
        message.Header.FrameId = FrameId;
        message.ChildFrameId = ChildFrameId;
        Transform.CopyTo(message.Transform);
    }

    /// <summary>Takes a point from the child to the frame; the two messages may be one.</summary>
    public void Apply(PointStamped point, PointStamped moved)
    {
        Head(moved.Header);
        Transform.Apply(Vector3d.FromMessage(point.Point)).CopyTo(moved.Point);
    }

    /// <summary>Turns a direction from the child to the frame; the two messages may be one.</summary>
    public void Apply(Vector3Stamped vector, Vector3Stamped turned)
    {
        Head(turned.Header);
        Transform.Rotation.Rotate(Vector3d.FromMessage(vector.Vector)).CopyTo(turned.Vector);
    }

    /// <summary>Takes a pose from the child to the frame; the two messages may be one.</summary>
    public void Apply(PoseStamped pose, PoseStamped moved)
    {
        Head(moved.Header);
        (Transform * RigidTransform.FromMessage(pose.Pose)).CopyTo(moved.Pose);
    }

    private void Head(Messages.StdMsgs.Header header)
    {
        Stamp.CopyTo(header.Stamp);
        header.FrameId = FrameId;
    }
}
