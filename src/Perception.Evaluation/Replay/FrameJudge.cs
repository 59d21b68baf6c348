using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Space;
using Perception.Geometry.Objects;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Perception.Evaluation.Replay;

/// <summary>Puts what a network found beside what is true.</summary>
public sealed class FrameJudge
{
    private readonly ClassMapping _classes;
    private readonly LabelledDataset _dataset;
    private readonly CameraSpaces _spaces;
    private readonly MaskJudge _masks;
    private readonly bool _depthNeedsCamera;

    public FrameJudge(ModelManifest manifest, LabelledDataset dataset)
    {
        _dataset = dataset;
        _classes = new ClassMapping(manifest.Classes, dataset.Classes);
        _spaces = new CameraSpaces(manifest);
        var masks = manifest.Outputs.OfType<ClassMapOutput>().FirstOrDefault(map => !map.IsLanes);
        _masks = new MaskJudge(masks?.Classes ?? [], dataset.MaskClasses);
        _depthNeedsCamera = manifest.Outputs.OfType<DepthOutput>().Any(depth => depth.FocalPixels is not null);
    }

    /// <summary>Which classes of the network are which of the dataset.</summary>
    public ClassMapping Mapping => _classes;

    /// <summary>Names of the classes that are judged.</summary>
    public IReadOnlyList<string> Classes => [.. _classes.Common.Select(id => _dataset.Classes[id])];

    /// <summary>Names of the classes of masks that are judged; empty without masks.</summary>
    public IReadOnlyList<string> MaskClasses => _masks.Classes;

    /// <summary>The record of one frame: what both the network and the dataset know of it.</summary>
    internal FrameRecord Judge(LabelledFrame frame, NetworkResult result, in LetterboxTransform transform)
    {
        var space = _spaces.Of(frame, transform);
        var hasBoxes = result.Tasks.HasFlag(NetworkTasks.Detections);
        var hasMasks = result.Tasks.HasFlag(NetworkTasks.Semantic) && _masks.Classes.Count > 0;
        var hasDepth = result.Tasks.HasFlag(NetworkTasks.Depth) && !(_depthNeedsCamera && frame.CameraModel is null);
        var hasLanes = result.Tasks.HasFlag(NetworkTasks.Lanes) && frame.LanesInPixels is not null;
        var known = Keep(result.Detections);
        var judged = Classes.Append(TruthObject.AnyClass).ToHashSet();
        using var mask = hasMasks ? frame.LoadSemantic?.Invoke() : null;
        return new FrameRecord
        {
            Frame = frame.Name,
            Camera = frame.Camera,
            StampNs = frame.StampNs,
            Tags = frame.Tags,
            Truth = hasBoxes && frame.Objects is not null
                ? [.. frame.Objects.Where(item => judged.Contains(item.Class))]
                : null,
            Found = hasBoxes ? Describe(known, Locate(space, known, result)) : null,
            Semantic = mask is null ? null : _masks.Judge(result.Semantic, mask),
            Depth = hasDepth && frame.LoadDepth is { } depth ? _masks.Judge(result.Depth, depth()) : null,
            Lanes = hasLanes ? LaneJudge.Judge(result, frame, space, transform.SourceWidth) : null,
        };
    }

    private Decoding.Detection[] Keep(ReadOnlySpan<Decoding.Detection> found)
    {
        var kept = new List<Decoding.Detection>(found.Length);
        foreach (ref readonly var d in found)
        {
            if (_classes.ToDataset(d.ClassId) is not null)
            {
                kept.Add(d);
            }
        }

        return [.. kept];
    }

    private static Dictionary<Decoding.Detection, LocatedObject> Locate(
        CameraSpace space, Decoding.Detection[] found, NetworkResult result)
    {
        var located = new Dictionary<Decoding.Detection, LocatedObject>();
        if (space.CanLocate)
        {
            foreach (ref readonly var item in space.Objects(found, result))
            {
                located.TryAdd(item.Detection, item);
            }
        }

        return located;
    }

    private FoundObject[] Describe(
        Decoding.Detection[] found, Dictionary<Decoding.Detection, LocatedObject> located) =>
    [
        .. found.Select(d => new FoundObject
        {
            Class = _dataset.Classes[_classes.ToDataset(d.ClassId)!.Value],
            Box = new Box(d.X1, d.Y1, d.X2, d.Y2).Rounded(),
            Score = d.ExistenceProbability,
            CentreInCamera = located.TryGetValue(d, out var place)
                ? [Math.Round(place.CentreInCamera.X, 4), Math.Round(place.CentreInCamera.Y, 4),
                    Math.Round(place.CentreInCamera.Z, 4)]
                : null,
            YawRadians = located.TryGetValue(d, out place) && place.YawRadians is { } yaw ? Math.Round(yaw, 6) : null,
        }),
    ];
}
