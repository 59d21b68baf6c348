using Ros2DotNet.Messages.GeometryMsgs;

namespace Ros2DotNet.Tf;

/// <summary>A rotation, then a translation in metres. As a transform from frame B to frame A it takes coordinates in B
/// to coordinates in A; the same numbers are the pose of B in A.</summary>
public readonly record struct RigidTransform(Vector3d Translation, Quaterniond Rotation)
{
    public static RigidTransform Identity => new(Vector3d.Zero, Quaterniond.Identity);

    public RigidTransform Inverse => new(-Rotation.Conjugate.Rotate(Translation), Rotation.Conjugate);

    public static RigidTransform FromMessage(Transform transform) =>
        new(Vector3d.FromMessage(transform.Translation), Quaterniond.FromMessage(transform.Rotation));

    public static RigidTransform FromMessage(Pose pose) =>
        new(Vector3d.FromMessage(pose.Position), Quaterniond.FromMessage(pose.Orientation));

    /// <summary>From <paramref name="a"/> at 0 to <paramref name="b"/> at 1: on a line, turning at a steady
    /// speed.</summary>
    public static RigidTransform Interpolate(in RigidTransform a, in RigidTransform b, double ratio) =>
        new(Vector3d.Lerp(a.Translation, b.Translation, ratio), Quaterniond.Slerp(a.Rotation, b.Rotation, ratio));

    /// <summary>Takes a point along; for a direction use <see cref="Quaterniond.Rotate"/> of
    /// <see cref="Rotation"/>.</summary>
    public Vector3d Apply(Vector3d point) => Rotation.Rotate(point) + Translation;

    public void CopyTo(Transform transform)
    {
        Translation.CopyTo(transform.Translation);
        Rotation.CopyTo(transform.Rotation);
    }

    public void CopyTo(Pose pose)
    {
        Translation.CopyTo(pose.Position);
        Rotation.CopyTo(pose.Orientation);
    }

    /// <summary><paramref name="b"/> first, then <paramref name="a"/>: B from C and A from B make A from C.</summary>
    public static RigidTransform operator *(in RigidTransform a, in RigidTransform b) =>
        new(a.Apply(b.Translation), a.Rotation * b.Rotation);
}
