using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Nodes.Stages;
using Perception.Nodes.Yolox;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.Spatial;

/// <summary>Located objects as trackers read them, in the camera's optical frame. Messages are reused from frame to
/// frame.</summary>
/// <param name="classes">Class names by class id.</param>
internal sealed class LocatedObjectMessages(IReadOnlyList<string> classes)
{
    // Of a heading from an outline, about; front and back cannot be told apart.
    private const double YawSigmaRadians = 0.1;
    private const double UnknownYawSigmaRadians = Math.PI;

    private readonly byte[] _labels = [.. classes.Select(ObjectLabels.FromName)];

    /// <summary>The heading's, left and up axis of an object in the optical frame, as rotation.</summary>
    public static void FillOrientation(Quaternion orientation, GroundPlane ground, double yawRadians)
    {
        var (sine, cosine) = Math.SinCos(yawRadians);
        var heading = ground.Forward * cosine + ground.Left * sine;
        var left = ground.Up.Cross(heading);
        var up = ground.Up;
        var trace = heading.X + left.Y + up.Z;

        // Shepperd's method: divided by the largest of the four.
        if (trace > 0)
        {
            var s = 2 * Math.Sqrt(trace + 1);
            Set(orientation, (left.Z - up.Y) / s, (up.X - heading.Z) / s, (heading.Y - left.X) / s, s / 4);
        }
        else if (heading.X > left.Y && heading.X > up.Z)
        {
            var s = 2 * Math.Sqrt(1 + heading.X - left.Y - up.Z);
            Set(orientation, s / 4, (left.X + heading.Y) / s, (up.X + heading.Z) / s, (left.Z - up.Y) / s);
        }
        else if (left.Y > up.Z)
        {
            var s = 2 * Math.Sqrt(1 + left.Y - heading.X - up.Z);
            Set(orientation, (left.X + heading.Y) / s, s / 4, (up.Y + left.Z) / s, (up.X - heading.Z) / s);
        }
        else
        {
            var s = 2 * Math.Sqrt(1 + up.Z - heading.X - left.Y);
            Set(orientation, (up.X + heading.Z) / s, (up.Y + left.Z) / s, s / 4, (heading.Y - left.X) / s);
        }
    }

    public void Fill(DetectedObjects message, in MessageHeader header, ReadOnlySpan<LocatedObject> objects,
        GroundPlane ground)
    {
        header.CopyTo(message.Header);
        message.Objects.Clear();
        foreach (ref readonly var found in objects)
        {
            var item = message.Objects.Add();
            item.ExistenceProbability = found.Detection.ExistenceProbability;
            item.Classification.Clear();
            var classification = item.Classification.Add();
            classification.Label = LabelOf(found);
            classification.Probability = found.Detection.ClassProbability;

            var kinematics = item.Kinematics;
            FillPose(kinematics.PoseWithCovariance, found, ground);
            kinematics.HasPositionCovariance = true;
            kinematics.OrientationAvailability = found.YawRadians is null
                ? DetectedObjectKinematics.Unavailable
                : DetectedObjectKinematics.SignUnknown;
            (kinematics.HasTwist, kinematics.HasTwistCovariance) = (false, false);
            item.Shape.Type = Shape.BoundingBox;
            item.Shape.Footprint.Points.Clear();
            FillSize(item.Shape.Dimensions, found.Size);
        }
    }

    public void Fill(Detection3DArray message, in MessageHeader header, ReadOnlySpan<LocatedObject> objects,
        GroundPlane ground)
    {
        header.CopyTo(message.Header);
        message.Detections.Clear();
        foreach (ref readonly var found in objects)
        {
            var item = message.Detections.Add();
            header.CopyTo(item.Header);
            item.Id = "";
            item.Results.Clear();
            var result = item.Results.Add();
            result.Hypothesis.ClassId = NameOf(found);
            result.Hypothesis.Score = found.Detection.ExistenceProbability;
            FillPose(result.Pose, found, ground);
            FillPose(item.Bbox.Center, found, ground);
            FillSize(item.Bbox.Size, found.Size);
        }
    }

    public string NameOf(in LocatedObject found) =>
        (uint)found.Detection.ClassId < (uint)classes.Count ? classes[found.Detection.ClassId] : "";

    /// <summary>Autoware's label.</summary>
    public byte LabelOf(in LocatedObject found) =>
        (uint)found.Detection.ClassId < (uint)_labels.Length ? _labels[found.Detection.ClassId] : (byte)0;

    public static void FillPose(Pose pose, in LocatedObject found, GroundPlane ground)
    {
        var centre = found.CentreInCamera;
        (pose.Position.X, pose.Position.Y, pose.Position.Z) = (centre.X, centre.Y, centre.Z);
        FillOrientation(pose.Orientation, ground, found.YawRadians ?? 0);
    }

    public static void FillSize(Vector3 size, ObjectSize from) =>
        (size.X, size.Y, size.Z) = (from.LengthMetres, from.WidthMetres, from.HeightMetres);

    private static void FillPose(PoseWithCovariance pose, in LocatedObject found, GroundPlane ground)
    {
        FillPose(pose.Pose, found, ground);
        var (c, m) = (found.Covariance, pose.Covariance);
        Array.Clear(m);
        (m[0], m[1], m[2]) = (c.Xx, c.Xy, c.Xz);
        (m[6], m[7], m[8]) = (c.Xy, c.Yy, c.Yz);
        (m[12], m[13], m[14]) = (c.Xz, c.Yz, c.Zz);

        // About the ground's up axis, wherever that points in the optical frame.
        var sigma = found.YawRadians is null ? UnknownYawSigmaRadians : YawSigmaRadians;
        var turn = ground.Up * sigma;
        (m[21], m[22], m[23]) = (turn.X * turn.X, turn.X * turn.Y, turn.X * turn.Z);
        (m[27], m[28], m[29]) = (turn.X * turn.Y, turn.Y * turn.Y, turn.Y * turn.Z);
        (m[33], m[34], m[35]) = (turn.X * turn.Z, turn.Y * turn.Z, turn.Z * turn.Z);
    }

    private static void Set(Quaternion orientation, double x, double y, double z, double w) =>
        (orientation.X, orientation.Y, orientation.Z, orientation.W) = (x, y, z, w);
}
