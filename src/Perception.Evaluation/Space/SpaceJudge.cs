using System.Runtime.InteropServices;
using Perception.Decoding.Lanes;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Detection;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Lanes;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Perception.Evaluation.Space;

/// <summary>
/// Compares what a network's results mean in space - objects, lanes, points, placed as the nodes place them - with
/// where they are. For frames of one dataset in turn.
/// </summary>
public sealed class SpaceJudge
{
    // A line farther from a true one is another line.
    private const double LaneMetres = 1;
    private const double LaneStepMetres = 1;

    private static readonly double LaneReachMetres = new LaneOptions().MaximumMetres;

    private readonly LabelledDataset _dataset;
    private readonly ClassMapping _classes;
    private readonly HashSet<string> _known;
    private readonly CameraSpaces _spaces;

    public SpaceJudge(ModelManifest manifest, LabelledDataset dataset)
    {
        (_dataset, _spaces) = (dataset, new CameraSpaces(manifest));
        _classes = new ClassMapping(manifest.Classes, dataset.Classes);
        _known = [.. _classes.Common.Select(id => dataset.Classes[id])];
    }

    /// <summary>Centres of objects that have a size to go by.</summary>
    public SpaceErrors Objects { get; } = new();

    /// <summary>Lane lines, sideways, metre by metre.</summary>
    public SpaceErrors Lanes { get; } = new();

    /// <summary>Points, from the true surface in their direction.</summary>
    public SpaceErrors Points { get; } = new();

    /// <summary>Judges what the network found in a frame that has a camera and a ground.</summary>
    /// <param name="frame">The truth.</param>
    /// <param name="result">Everything that the network tells.</param>
    /// <param name="transform">How the network's pixels relate to the picture's.</param>
    public void Judge(LabelledFrame frame, NetworkResult result, LetterboxTransform transform)
    {
        var space = _spaces.Of(frame, transform);
        if (!space.IsCalibrated)
        {
            return;
        }

        if (result.Tasks.HasFlag(NetworkTasks.Detections) && space.CanLocate && frame.Objects is { } objects)
        {
            JudgeObjects(frame, objects, space.Objects(result.Detections, result));
        }

        if (result.Tasks.HasFlag(NetworkTasks.Lanes) && frame.LanesOnGround is { } lanes)
        {
            JudgeLanes(lanes, space.Lanes(result));
        }

        if (result.Tasks.HasFlag(NetworkTasks.Depth) && frame.LoadDepth is { } depth)
        {
            JudgePoints(space.Cloud(result), frame.CameraModel!, depth());
        }
    }

    private void JudgeObjects(
        LabelledFrame frame, IReadOnlyList<TruthObject> truth, ReadOnlySpan<LocatedObject> located)
    {
        var found = new List<FoundObject>();
        foreach (ref readonly var item in located)
        {
            if (_classes.ToDataset(item.Detection.ClassId) is { } id)
            {
                var (box, centre) = (item.Detection, item.CentreInCamera);
                found.Add(new FoundObject
                {
                    Class = _dataset.Classes[id],
                    Box = new Box(box.X1, box.Y1, box.X2, box.Y2),
                    Score = box.ExistenceProbability,
                    CentreInCamera = [centre.X, centre.Y, centre.Z],
                });
            }
        }

        TruthObject[] asked = [.. truth.Where(item => _known.Contains(item.Class) && item.IsWanted &&
            ClassSize.OfName(item.Class) is not null && item.CentreInCamera is not null)];
        foreach (var item in asked)
        {
            Objects.Want(Place(item.CentreInCamera!).Length);
        }

        var record = new FrameRecord { Frame = frame.Name, Truth = asked, Found = found };
        foreach (var (t, f) in FrameMatch.Of(record, 0).Pairs)
        {
            var place = Place(asked[t].CentreInCamera!);
            Objects.Add(place.Length, (Place(found[f].CentreInCamera!) - place).Length);
        }
    }

    private void JudgeLanes(IReadOnlyList<IReadOnlyList<LaneVertex>> truth, ReadOnlySpan<LaneCurve> found)
    {
        foreach (var line in truth)
        {
            for (var x = LaneStepMetres; x <= LaneReachMetres; x += LaneStepMetres)
            {
                if (SidewaysAt(line, x) is not { } y)
                {
                    continue;
                }

                Lanes.Want(x);
                var least = double.PositiveInfinity;
                foreach (var curve in found)
                {
                    var sideways = SidewaysAt(curve.GroundPoints, x) ?? double.PositiveInfinity;
                    least = Math.Min(least, Math.Abs(sideways - y));
                }

                if (least < LaneMetres)
                {
                    Lanes.Add(x, least);
                }
            }
        }
    }

    private void JudgePoints(PointCloud cloud, CameraModel whole, TruthDepth truth)
    {
        var values = MemoryMarshal.Cast<byte, float>(cloud.Data);
        for (var i = 0; i + 2 < values.Length; i += 3)
        {
            var point = new Point3(values[i], values[i + 1], values[i + 2]);
            if (!whole.TryProject(point, out var pixel) || TrueDepth(truth, whole, pixel) is not { } metres)
            {
                continue;
            }

            var surface = point * (metres / point.Z);
            Points.Want(surface.Length);
            Points.Add(surface.Length, (point - surface).Length);
        }
    }

    // Null where nothing is there, or outside of the picture.
    private static double? TrueDepth(TruthDepth truth, CameraModel whole, Pixel pixel)
    {
        var x = (int)Math.Floor((pixel.U + 0.5) * truth.Width / whole.Width);
        var y = (int)Math.Floor((pixel.V + 0.5) * truth.Height / whole.Height);
        return (uint)x < (uint)truth.Width && (uint)y < (uint)truth.Height &&
            truth.Metres[y * truth.Width + x] is > 0 and < float.PositiveInfinity and var metres ? metres : null;
    }

    private static double? SidewaysAt(IReadOnlyList<LaneVertex> line, double x)
    {
        for (var i = 0; i + 1 < line.Count; i++)
        {
            var (a, b) = (line[i], line[i + 1]);
            if (a.IsVisible && b.IsVisible && Between(a.X, a.Y, b.X, b.Y, x) is { } y)
            {
                return y;
            }
        }

        return null;
    }

    private static double? SidewaysAt(ReadOnlySpan<Point3> line, double x)
    {
        for (var i = 0; i + 1 < line.Length; i++)
        {
            if (Between(line[i].X, line[i].Y, line[i + 1].X, line[i + 1].Y, x) is { } y)
            {
                return y;
            }
        }

        return null;
    }

    // Of lines along the road; those across it are no lanes.
    private static double? Between(double x1, double y1, double x2, double y2, double x) =>
        (x1 <= x && x <= x2 || x2 <= x && x <= x1) && Math.Abs(x2 - x1) > Math.Abs(y2 - y1)
            ? y1 + (x - x1) / (x2 - x1) * (y2 - y1)
            : null;

    private static Point3 Place(IReadOnlyList<double> centre) => new(centre[0], centre[1], centre[2]);
}
