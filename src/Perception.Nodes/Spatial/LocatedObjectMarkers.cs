using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Nodes.Stages;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.VisualizationMsgs;

namespace Perception.Nodes.Spatial;

/// <summary>
/// Located objects for RViz: a box and its class name each. The first marker takes away those before.
/// </summary>
internal sealed class LocatedObjectMarkers(LocatedObjectMessages names)
{
    private const float TextMetres = 0.6f;

    public void Fill(MarkerArray message, in MessageHeader header, ReadOnlySpan<LocatedObject> objects,
        GroundPlane ground)
    {
        message.Markers.Clear();
        Begin(message, header, "", 0, Marker.Cube).Action = Marker.Deleteall;
        for (var i = 0; i < objects.Length; i++)
        {
            ref readonly var found = ref objects[i];
            var box = Begin(message, header, "objects", i, Marker.Cube);
            LocatedObjectMessages.FillPose(box.Pose, found, ground);
            LocatedObjectMessages.FillSize(box.Scale, found.Size);
            Colour(box, names.LabelOf(found), 0.5f);

            var text = Begin(message, header, "classes", i, Marker.TextViewFacing);
            var above = found.CentreInCamera + ground.Up * (found.Size.HeightMetres / 2 + TextMetres);
            (text.Pose.Position.X, text.Pose.Position.Y, text.Pose.Position.Z) = (above.X, above.Y, above.Z);
            text.Scale.Z = TextMetres;
            text.Text = names.NameOf(found);
            (text.Color.R, text.Color.G, text.Color.B, text.Color.A) = (1, 1, 1, 1);
        }
    }

    private static Marker Begin(MarkerArray message, in MessageHeader header, string part, int id, int type)
    {
        var marker = message.Markers.Add();
        header.CopyTo(marker.Header);
        (marker.Ns, marker.Id, marker.Type, marker.Action) = (part, id, type, Marker.Add);
        marker.Text = "";
        marker.Pose.Orientation.W = 1;
        (marker.Pose.Orientation.X, marker.Pose.Orientation.Y, marker.Pose.Orientation.Z) = (0, 0, 0);
        return marker;
    }

    private static void Colour(Marker marker, byte label, float opacity)
    {
        (marker.Color.R, marker.Color.G, marker.Color.B) = label switch
        {
            ObjectClassification.Car => (0.2f, 0.5f, 1f),
            ObjectClassification.Truck or ObjectClassification.Trailer => (0.9f, 0.5f, 0.1f),
            ObjectClassification.Bus => (0.9f, 0.8f, 0.1f),
            ObjectClassification.Motorcycle or ObjectClassification.Bicycle => (0.2f, 0.8f, 0.4f),
            ObjectClassification.Pedestrian => (0.9f, 0.1f, 0.3f),
            _ => (0.7f, 0.7f, 0.7f),
        };
        marker.Color.A = opacity;
    }
}
