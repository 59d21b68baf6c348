using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Inference;

namespace Perception.Evaluation.Replay;

/// <summary>Puts what a network found beside what is true.</summary>
public sealed class FrameJudge
{
    private readonly ClassMapping _classes;
    private readonly LabelledDataset _dataset;
    private readonly ObjectLocatorOptions? _priors;
    private (CameraModel Camera, GroundPlane Ground, ObjectLocator Locator)? _locator;

    public FrameJudge(ModelManifest manifest, LabelledDataset dataset)
    {
        _dataset = dataset;
        _classes = new ClassMapping(manifest.Classes, dataset.Classes);
        var priors = new ObjectLocatorOptions { Classes = [.. manifest.Classes.Select(ClassSize.OfName)] };
        _priors = priors.FindProblem() is null ? priors : null;
    }

    /// <summary>Which classes of the network are which of the dataset.</summary>
    public ClassMapping Mapping => _classes;

    /// <summary>Names of the classes that are judged.</summary>
    public IReadOnlyList<string> Classes => [.. _classes.Common.Select(id => _dataset.Classes[id])];

    /// <summary>The record of one frame; scales lead from the pixels of the detections to those of the picture.</summary>
    internal FrameRecord Judge(
        LabelledFrame frame, ReadOnlySpan<Decoding.Detection> found, int width, int height, float scaleX, float scaleY)
    {
        var known = Keep(found, scaleX, scaleY);
        var judged = Classes.Append(TruthObject.AnyClass).ToHashSet();
        return new FrameRecord
        {
            Frame = frame.Name, Camera = frame.Camera, StampNs = frame.StampNs, Tags = frame.Tags,
            Truth = frame.Objects is null ? null : [.. frame.Objects.Where(item => judged.Contains(item.Class))],
            Found = Describe(known, Locate(frame, known, width, height)),
        };
    }

    private Decoding.Detection[] Keep(ReadOnlySpan<Decoding.Detection> found, float scaleX, float scaleY)
    {
        var kept = new List<Decoding.Detection>(found.Length);
        foreach (ref readonly var d in found)
        {
            if (_classes.ToDataset(d.ClassId) is not null)
            {
                kept.Add(d with { X1 = d.X1 * scaleX, Y1 = d.Y1 * scaleY, X2 = d.X2 * scaleX, Y2 = d.Y2 * scaleY });
            }
        }

        return [.. kept];
    }

    private Dictionary<Decoding.Detection, LocatedObject> Locate(
        LabelledFrame frame, Decoding.Detection[] found, int width, int height)
    {
        var located = new Dictionary<Decoding.Detection, LocatedObject>();
        if (_priors is null || frame.CameraModel is not { } camera || frame.Ground is not { } ground)
        {
            return located;
        }

        if (_locator is null || !ReferenceEquals(_locator.Value.Camera, camera) ||
            !ReferenceEquals(_locator.Value.Ground, ground))
        {
            _locator = (camera, ground, new ObjectLocator(camera, ground, _priors));
        }

        var view = new ObjectFrame { ImageWidth = width, ImageHeight = height };
        foreach (ref readonly var item in _locator.Value.Locator.Locate(found, view))
        {
            located.TryAdd(item.Detection, item);
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
                ? [Math.Round(place.CentreInCamera.X, 4), Math.Round(place.CentreInCamera.Y, 4), Math.Round(place.CentreInCamera.Z, 4)]
                : null,
            YawRadians = located.TryGetValue(d, out place) && place.YawRadians is { } yaw ? Math.Round(yaw, 6) : null,
        }),
    ];
}
