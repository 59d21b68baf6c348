using Perception.Evaluation.Datasets;
using Perception.Geometry;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Perception.Evaluation.Space;

/// <summary>
/// The space before each camera of a dataset, as the multi-task node sees it unless it is told otherwise; kept until
/// the camera's calibration changes.
/// </summary>
internal sealed class CameraSpaces(ModelManifest manifest)
{
    // The node's depth_sigma and points_max_range_m.
    private const double DepthSigma = 0.1;
    private const float CloudMetres = 100;

    // Every second row and column are points enough to judge by.
    private const int CloudStride = 2;

    private readonly NetworkSpace _network = new(
        manifest,
        new PseudoLidarOptions { Layout = PointLayout.Xyz, Stride = CloudStride, MaximumRangeMetres = CloudMetres },
        ["sky"], DepthSigma);
    private readonly Dictionary<string, (CameraSpace Space, LetterboxTransform Transform)> _byCamera = [];

    /// <summary>That of a frame whose results came through a letterbox.</summary>
    public CameraSpace Of(LabelledFrame frame, in LetterboxTransform transform)
    {
        var name = frame.Camera ?? "";
        if (_byCamera.TryGetValue(name, out var known) && known.Transform == transform &&
            ReferenceEquals(known.Space.Camera, frame.CameraModel) && ReferenceEquals(known.Space.Ground, frame.Ground))
        {
            return known.Space;
        }

        var space = new CameraSpace(_network, transform, frame.CameraModel, frame.Ground);
        _byCamera[name] = (space, transform);
        return space;
    }
}
