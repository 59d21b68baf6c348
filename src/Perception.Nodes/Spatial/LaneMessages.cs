using Perception.Decoding.Lanes;
using Perception.Geometry;
using Perception.Nodes.Stages;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.VisualizationMsgs;

namespace Perception.Nodes.Spatial;

/// <summary>Writes lane lines into our message and into markers for RViz.</summary>
internal static class LaneMessages
{
    private const double LineWidthMetres = 0.15;
    private const int LifetimeNanoseconds = 500_000_000;

    /// <param name="message">What to fill.</param>
    /// <param name="header">That of the image.</param>
    /// <param name="curves">In pixels of a mask.</param>
    /// <param name="image">Size of the image.</param>
    /// <param name="mask">How the picture lies in the mask: pixels of the image times that are pixels of the
    /// mask.</param>
    /// <param name="types">Names of the curves' types.</param>
    /// <param name="ground">Where the points lie, if the curves have any.</param>
    public static void Fill(LaneLines message, in MessageHeader header, ReadOnlySpan<LaneCurve> curves,
        (int Width, int Height) image, (double X, double Y) mask, IReadOnlyList<string> types, GroundPlane? ground)
    {
        header.CopyTo(message.Header);
        (message.Width, message.Height) = ((uint)image.Width, (uint)image.Height);
        message.Lines.Clear();
        foreach (var curve in curves)
        {
            var line = message.Lines.Add();
            line.Type = types[curve.Type];
            (line.Confidence, line.Coverage) = (curve.Confidence, curve.Coverage);
            line.Pixels.Clear();
            foreach (ref readonly var pixel in curve.Pixels)
            {
                // The centre of a pixel is half a pixel behind its edge, in the mask as in the image.
                var point = line.Pixels.Add();
                point.X = (float)((pixel.U + 0.5) / mask.X - 0.5);
                point.Y = (float)((pixel.V + 0.5) / mask.Y - 0.5);
                point.Z = 0;
            }

            Fill(line.Points, curve, ground);
        }
    }

    public static void Fill(MarkerArray message, in MessageHeader header, ReadOnlySpan<LaneCurve> curves,
        GroundPlane ground)
    {
        message.Markers.Clear();
        for (var i = 0; i < curves.Length; i++)
        {
            var marker = message.Markers.Add();
            header.CopyTo(marker.Header);
            (marker.Ns, marker.Id, marker.Type, marker.Action) = ("lanes", i, Marker.LineStrip, Marker.Add);
            (marker.Pose.Orientation.W, marker.Scale.X) = (1, LineWidthMetres);
            var colour = Perception.Drawing.ClassPalette.ColourOf(curves[i].Type);
            (marker.Color.R, marker.Color.G, marker.Color.B) =
                ((float)colour.Red, (float)colour.Green, (float)colour.Blue);
            marker.Color.A = Math.Max(0.3f, curves[i].Confidence);
            (marker.Lifetime.Sec, marker.Lifetime.Nanosec) = (0, LifetimeNanoseconds);
            Fill(marker.Points, curves[i], ground);
        }
    }

    private static void Fill(Ros2DotNet.Sequence<Ros2DotNet.Messages.GeometryMsgs.Point> points, LaneCurve curve,
        GroundPlane? ground)
    {
        points.Clear();
        if (ground is null)
        {
            return;
        }

        foreach (ref readonly var pointInGround in curve.GroundPoints)
        {
            var inCamera = ground.ToCamera(pointInGround);
            var point = points.Add();
            (point.X, point.Y, point.Z) = (inCamera.X, inCamera.Y, inCamera.Z);
        }
    }
}
