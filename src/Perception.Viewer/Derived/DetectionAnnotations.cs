using System.Globalization;
using Perception.Drawing;
using Perception.Viewer.Channels;
using Ros2DotNet;
using Ros2DotNet.Messages.FoxgloveMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Time = Ros2DotNet.Messages.BuiltinInterfaces.Time;

namespace Perception.Viewer.Derived;

/// <summary>2D detections as annotations, which Foxglove draws over the image that they were found in.</summary>
internal sealed class DetectionAnnotations(string topic)
    : Derivation(new ChannelInfo($"{topic}/image_annotations", ImageAnnotations.TypeName, ImageAnnotations.Definition))
{
    private const double LineThickness = 2;
    private const double FontSize = 14;

    private readonly Detection2DArray _detections = new();
    private readonly ImageAnnotations _annotations = new();
    private readonly Dictionary<string, Colour> _colours = [];
    private byte[] _cdr = [];

    public override bool TryDerive(ReadOnlySpan<byte> cdr, out ReadOnlySpan<byte> made)
    {
        made = default;
        try
        {
            Detection2DArray.Deserialize(cdr, _detections);
        }
        catch (CdrException)
        {
            return false;
        }

        _annotations.Points.Clear();
        _annotations.Texts.Clear();
        foreach (var detection in _detections.Detections.AsSpan()) Add(detection, _detections.Header.Stamp);
        var size = ImageAnnotations.GetSerializedSize(_annotations);
        if (_cdr.Length < size) _cdr = new byte[size];
        made = _cdr.AsSpan(0, ImageAnnotations.Serialize(_annotations, _cdr));
        return true;
    }

    private void Add(Detection2D detection, Time stamp)
    {
        var (label, score) = BestOf(detection);
        var colour = ColourOf(label);
        var (x, y) = (detection.Bbox.Center.Position.X, detection.Bbox.Center.Position.Y);
        var (dx, dy) = (detection.Bbox.SizeX / 2, detection.Bbox.SizeY / 2);

        var box = _annotations.Points.Add();
        (box.Timestamp.Sec, box.Timestamp.Nanosec) = (stamp.Sec, stamp.Nanosec);
        (box.Type, box.Thickness) = (PointsAnnotation.LineLoop, LineThickness);
        Fill(box.OutlineColor, colour, 1);
        box.Points.Resize(4);
        Place(box.Points[0], x - dx, y - dy);
        Place(box.Points[1], x + dx, y - dy);
        Place(box.Points[2], x + dx, y + dy);
        Place(box.Points[3], x - dx, y + dy);

        var text = _annotations.Texts.Add();
        (text.Timestamp.Sec, text.Timestamp.Nanosec) = (stamp.Sec, stamp.Nanosec);
        text.FontSize = FontSize;
        text.Text = string.Create(CultureInfo.InvariantCulture, $"{label} {score:P0}");
        Place(text.Position, x - dx, y - dy);
        Fill(text.TextColor, new Colour(1, 1, 1), 1);
        Fill(text.BackgroundColor, colour, 0.6);
    }

    private static (string Label, double Score) BestOf(Detection2D detection)
    {
        var best = ("", 0.0);
        foreach (var result in detection.Results.AsSpan())
        {
            if (best.Item1.Length == 0 || result.Hypothesis.Score > best.Item2)
            {
                best = (result.Hypothesis.ClassId, result.Hypothesis.Score);
            }
        }

        return best;
    }

    // The same class has the same colour as long as the viewer runs, in the order in which classes were seen.
    private Colour ColourOf(string label)
    {
        if (!_colours.TryGetValue(label, out var colour))
        {
            _colours[label] = colour = ClassPalette.ColourOf(_colours.Count);
        }
        return colour;
    }

    private static void Place(Point2 point, double x, double y) => (point.X, point.Y) = (x, y);

    private static void Fill(Color color, Colour colour, double alpha) =>
        (color.R, color.G, color.B, color.A) = (colour.Red, colour.Green, colour.Blue, alpha);
}
