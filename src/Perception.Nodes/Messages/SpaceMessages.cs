using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Nodes.Stages;
using Perception.Nodes.Yolox;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.GeometryMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Ros2DotNet.Messages.VisualizationMsgs;

namespace Perception.Nodes.Messages;

/// <summary>
/// Writes objects in space into the messages of Autoware, vision_msgs and RViz, in the optical frame that they were
/// found in. Poses have x along the object, y to its left, z away from the ground.
/// </summary>
/// <param name="labels">Class names by class id.</param>
internal sealed class SpaceMessages(IReadOnlyList<string> labels)
{
    // Of a heading that is not known, in rad².
    private const double AnyYaw = Math.PI * Math.PI / 3;
    private const double KnownYaw = 0.05;
    private const int LifetimeNanoseconds = 500_000_000;

    private readonly byte[] _objectLabels = labels.Select(ObjectLabels.FromName).ToArray();

    public void Fill(DetectedObjects message, in MessageHeader header, ReadOnlySpan<LocatedObject> objects,
        GroundPlane ground)
    {
        header.CopyTo(message.Header);
        message.Objects.Clear();
        foreach (ref readonly var located in objects)
        {
            var item = message.Objects.Add();
            item.ExistenceProbability = located.Detection.ExistenceProbability;
            item.Classification.Clear();
            var classification = item.Classification.Add();
            classification.Label = LabelOf(located.Detection.ClassId);
            classification.Probability = located.Detection.ClassProbability;
            var kinematics = item.Kinematics;
            SetPose(kinematics.PoseWithCovariance.Pose, located, ground);
            SetCovariance(kinematics.PoseWithCovariance.Covariance, located);
            kinematics.HasPositionCovariance = true;

            // Front and back of what stands still look alike.
            kinematics.OrientationAvailability = located.YawRadians is null
                ? DetectedObjectKinematics.Unavailable : DetectedObjectKinematics.SignUnknown;
            (kinematics.HasTwist, kinematics.HasTwistCovariance) = (false, false);
            item.Shape.Type = Shape.BoundingBox;
            SetSize(item.Shape.Dimensions, located.Size);
        }
    }

    public void Fill(Detection3DArray message, in MessageHeader header, ReadOnlySpan<LocatedObject> objects,
        GroundPlane ground)
    {
        header.CopyTo(message.Header);
        message.Detections.Clear();
        foreach (ref readonly var located in objects)
        {
            var item = message.Detections.Add();
            header.CopyTo(item.Header);
            item.Id = "";
            SetPose(item.Bbox.Center, located, ground);
            SetSize(item.Bbox.Size, located.Size);
            item.Results.Clear();
            var result = item.Results.Add();
            result.Hypothesis.ClassId = NameOf(located.Detection.ClassId);
            result.Hypothesis.Score = located.Detection.ExistenceProbability;
            SetPose(result.Pose.Pose, located, ground);
            SetCovariance(result.Pose.Covariance, located);
        }
    }

    public void Fill(MarkerArray message, in MessageHeader header, ReadOnlySpan<LocatedObject> objects,
        GroundPlane ground)
    {
        message.Markers.Clear();
        for (var i = 0; i < objects.Length; i++)
        {
            var marker = message.Markers.Add();
            header.CopyTo(marker.Header);
            (marker.Ns, marker.Id, marker.Type, marker.Action) = ("objects", i, Marker.Cube, Marker.Add);
            SetPose(marker.Pose, objects[i], ground);
            SetSize(marker.Scale, objects[i].Size);
            var colour = Perception.Drawing.ClassPalette.ColourOf(objects[i].Detection.ClassId);
            (marker.Color.R, marker.Color.G, marker.Color.B) = ((float)colour.Red, (float)colour.Green, (float)colour.Blue);
            marker.Color.A = 0.6f;
            (marker.Lifetime.Sec, marker.Lifetime.Nanosec) = (0, LifetimeNanoseconds);
        }
    }

    private byte LabelOf(int classId) =>
        (uint)classId < (uint)_objectLabels.Length ? _objectLabels[classId] : ObjectClassification.Unknown;

    private string NameOf(int classId) => (uint)classId < (uint)labels.Count ? labels[classId] : "";

    private static void SetSize(Vector3 message, ObjectSize size) =>
        (message.X, message.Y, message.Z) = (size.LengthMetres, size.WidthMetres, size.HeightMetres);

    private static void SetPose(Pose message, in LocatedObject located, GroundPlane ground)
    {
        var centre = located.CentreInCamera;
        (message.Position.X, message.Position.Y, message.Position.Z) = (centre.X, centre.Y, centre.Z);
        var (sine, cosine) = Math.SinCos(located.YawRadians ?? 0);
        var forward = ground.Forward * cosine + ground.Left * sine;
        SetRotation(message.Orientation, forward, ground.Up.Cross(forward), ground.Up);
    }

    // Shepperd's method: the largest of the four is found first, so that nothing is divided by a small number.
    private static void SetRotation(Quaternion message, Point3 x, Point3 y, Point3 z)
    {
        var trace = x.X + y.Y + z.Z;
        var (qw, qx, qy, qz) = (trace, x.X, y.Y, z.Z) switch
        {
            var (t, a, b, c) when t >= a && t >= b && t >= c => (1 + t, y.Z - z.Y, z.X - x.Z, x.Y - y.X),
            var (t, a, b, c) when a >= b && a >= c => (y.Z - z.Y, 1 + 2 * a - t, x.Y + y.X, z.X + x.Z),
            var (t, _, b, c) when b >= c => (z.X - x.Z, x.Y + y.X, 1 + 2 * b - t, y.Z + z.Y),
            var (t, _, _, c) => (x.Y - y.X, z.X + x.Z, y.Z + z.Y, 1 + 2 * c - t),
        };
        var length = Math.Sqrt(qw * qw + qx * qx + qy * qy + qz * qz);
        (message.W, message.X, message.Y, message.Z) = (qw / length, qx / length, qy / length, qz / length);
    }

    private static void SetCovariance(double[] message, in LocatedObject located)
    {
        var c = located.Covariance;
        Array.Clear(message);
        (message[0], message[1], message[2]) = (c.Xx, c.Xy, c.Xz);
        (message[6], message[7], message[8]) = (c.Xy, c.Yy, c.Yz);
        (message[12], message[13], message[14]) = (c.Xz, c.Yz, c.Zz);

        // About the optical axes, of which y is nearest to the ground's up.
        var yaw = located.YawRadians is null ? AnyYaw : KnownYaw;
        (message[21], message[28], message[35]) = (KnownYaw, yaw, KnownYaw);
    }
}
