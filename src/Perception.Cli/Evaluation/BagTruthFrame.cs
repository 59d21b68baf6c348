using System.Runtime.InteropServices;
using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Lanes;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Preprocessing;
using Ros2DotNet.Messages.EdgePerception;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Image = Perception.Imaging.Image;
using Point = Ros2DotNet.Messages.GeometryMsgs.Point;

namespace Perception.Cli.Evaluation;

/// <summary>The messages of one image and its truth, gathered until all of them are there.</summary>
internal sealed class BagTruthFrame(BagCamera camera, long stampNs)
{
    /// <summary>Message of each topic, by its name.</summary>
    public Dictionary<string, byte[]> Messages { get; } = [];

    public CameraModel? Model { get; set; }

    public GroundPlane? Ground { get; set; }

    public LabelledFrame ToFrame(TruthRules rules)
    {
        var lanes = Lanes();
        return new LabelledFrame
        {
            Name = $"{camera.Name.TrimStart('/')}/{stampNs}",
            Camera = camera.Name.TrimStart('/'),
            StampNs = stampNs,
            Load = LoadPicture,
            Objects = [.. Objects().Select(rules.Apply)],
            LoadSemantic = Messages.ContainsKey(camera.SemanticTopic) ? () => Plane(camera.SemanticTopic) : null,
            LoadDepth = Messages.ContainsKey(camera.DepthTopic) ? LoadDepth : null,
            LanesInPixels = lanes is null ? null
                : [.. lanes.Select(line =>
                    Vertices(line, i => (line.Pixels.AsSpan()[i].X, line.Pixels.AsSpan()[i].Y)))],
            LanesOnGround = lanes is null || Ground is null ? null
                : [.. lanes.Select(line => Vertices(line, i => OnGround(line.Points.AsSpan()[i])))],
            CameraModel = Model,
            Ground = Ground,
        };
    }

    private LoadedPicture LoadPicture(PreprocessingSpec? input)
    {
        if (camera.IsCompressed)
        {
            return LoadedPicture.Decode(new CompressedImageView(Messages[camera.ImageTopic]).Data, input);
        }

        var image = Plane(camera.ImageTopic);
        return new LoadedPicture(image, image.Width, image.Height);
    }

    private TruthDepth LoadDepth()
    {
        using var image = Plane(camera.DepthTopic);
        var metres = new float[image.Width * image.Height];
        DepthDecoder.ToMetres(image, metres);
        return new TruthDepth(image.Width, image.Height, metres);
    }

    // The message's own bytes, held in place while the image lives.
    private Image Plane(string topic)
    {
        var message = Messages[topic];
        var view = new ImageView(message);
        var format = ImageEncodings.Parse(view.Encoding);
        var pixels = new PinnedBytes(message);
        message.AsSpan().Overlaps(view.Data, out var offset);
        return Image.Wrap(pixels.Address + offset, view.Data.Length, (int)view.Width, (int)view.Height, (int)view.Step,
            format,
            view.IsBigendian != 0, pixels);
    }

    private LaneLine[]? Lanes()
    {
        if (!Messages.TryGetValue(camera.LanesTopic, out var data)) return null;
        var message = new LaneLines();
        LaneLines.Deserialize(data, message);
        return [.. message.Lines.AsSpan().ToArray().Where(line => line.Points.Count == line.Pixels.Count)];
    }

    // A pixel's z says that the line cannot be seen there.
    private static LaneVertex[] Vertices(LaneLine line, Func<int, (double X, double Y)> at) =>
    [
        .. Enumerable.Range(0, line.Pixels.Count)
            .Select(i => new LaneVertex(at(i).X, at(i).Y, line.Pixels.AsSpan()[i].Z == 0)),
    ];

    private (double X, double Y) OnGround(Point inCamera)
    {
        var p = Ground!.ToGround(new Point3(inCamera.X, inCamera.Y, inCamera.Z));
        return (p.X, p.Y);
    }

    private IEnumerable<TruthObject> Objects()
    {
        var boxes = new Detection2DArray();
        Detection2DArray.Deserialize(Messages[camera.DetectionsTopic], boxes);
        var places = new Detection3DArray();
        if (Messages.TryGetValue(camera.ObjectsTopic, out var objects)) Detection3DArray.Deserialize(objects, places);
        var placeOf = places.Detections.AsSpan()
            .ToArray().GroupBy(item => item.Id).ToDictionary(group => group.Key, group => group.First());
        foreach (var item in boxes.Detections.AsSpan().ToArray())
        {
            if (item.Results.Count == 0) continue;
            // Messages count pixels from their centres, results from their edges.
            var (x, y) = (item.Bbox.Center.Position.X + 0.5, item.Bbox.Center.Position.Y + 0.5);
            var (w, h) = (item.Bbox.SizeX, item.Bbox.SizeY);
            var place = placeOf.GetValueOrDefault(item.Id)?.Bbox.Center;
            yield return new TruthObject
            {
                Class = item.Results.AsSpan()[0].Hypothesis.ClassId,
                Box = new Box(x - (w / 2), y - (h / 2), x + (w / 2), y + (h / 2)).Rounded(),
                Area = w * h,
                CentreInCamera = place is null ? null
                    : [Math.Round(place.Position.X, 4), Math.Round(place.Position.Y, 4),
                        Math.Round(place.Position.Z, 4)],
                YawRadians = place is null ? null : Math.Round(Headings.Yaw(
                    place.Orientation.X, place.Orientation.Y, place.Orientation.Z, place.Orientation.W, Ground), 6),
            };
        }
    }

    private sealed class PinnedBytes(byte[] bytes) : IDisposable
    {
        private GCHandle _handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);

        public nint Address => _handle.AddrOfPinnedObject();

        public void Dispose() => _handle.Free();
    }
}
