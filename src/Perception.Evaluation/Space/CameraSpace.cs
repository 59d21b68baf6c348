using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Evaluation.Datasets;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Perception.Evaluation.Space;

/// <summary>
/// What results of one network mean before one camera, found as the multi-task node finds it unless it is told
/// otherwise. The tables of each task are made when it is first asked for. For one thread.
/// </summary>
internal sealed class CameraSpace(NetworkPriors priors, LabelledFrame frame, LetterboxTransform transform)
{
    // The node's depth_sigma and points_max_range_m.
    private const double DepthSigma = 0.1;
    private const float CloudMetres = 100;

    // Every second row and column are points enough to judge by.
    private const int CloudStride = 2;

    private readonly CameraModel? _camera = frame.CameraModel;
    private readonly GroundPlane? _ground = frame.Ground;
    private LaneDecoder? _lanes;
    private PseudoLidar? _cloud;
    private ObjectLocator? _locator;

    /// <summary>Whether places in metres can be told.</summary>
    public bool IsCalibrated => _camera is not null && _ground is not null;

    /// <summary>Whether objects can be located: some class has a size.</summary>
    public bool CanLocate => IsCalibrated && priors.HasSizes;

    /// <summary>Whether it is still that of a frame.</summary>
    public bool IsOf(LabelledFrame other, in LetterboxTransform otherTransform) =>
        ReferenceEquals(_camera, other.CameraModel) && ReferenceEquals(_ground, other.Ground) &&
        transform == otherTransform;

    /// <summary>Pixels of the picture times this are pixels of the map.</summary>
    public (double X, double Y) ScaleOf<T>(PixelMap<T> map) where T : unmanaged => (
        (double)transform.ScaleX * map.Network.Width / priors.Input.Width,
        (double)transform.ScaleY * map.Network.Height / priors.Input.Height);

    /// <summary>From left to right; in metres where camera and ground are known. Valid until the next call.</summary>
    public ReadOnlySpan<LaneCurve> Lanes(NetworkResult result)
    {
        _lanes ??= CreateLanes(result.Lanes);
        return _lanes.Decode(
            new ClassMask(result.Lanes.Values, result.Lanes.Width, result.Lanes.Height), result.LaneProbability.Values);
    }

    /// <summary>By depth, where the network has it. Needs <see cref="CanLocate"/>; valid until the next call.</summary>
    public ReadOnlySpan<LocatedObject> Objects(ReadOnlySpan<Decoding.Detection> detections, NetworkResult result)
    {
        var hasDepth = result.Tasks.HasFlag(NetworkTasks.Depth);
        _locator ??= new ObjectLocator(hasDepth ? ModelOf(result.Depth) : _camera!, _ground!, new ObjectLocatorOptions
        {
            Classes = priors.Sizes,
            RelativeDepthSigma = DepthSigma,
        });
        return _locator.Locate(detections, new ObjectFrame
        {
            ImageWidth = transform.SourceWidth,
            ImageHeight = transform.SourceHeight,
            DepthMetres = hasDepth ? result.Depth.Values : default,
        });
    }

    /// <summary>Needs a camera and depth; valid until the next call.</summary>
    public PointCloud Cloud(NetworkResult result)
    {
        _cloud ??= new PseudoLidar(ModelOf(result.Depth), new PseudoLidarOptions
        {
            Layout = PointLayout.Xyz,
            Stride = CloudStride,
            MaximumRangeMetres = CloudMetres,
            DroppedClasses = priors.Sky,
        }, _ground);
        var hasClasses = result.Tasks.HasFlag(NetworkTasks.Semantic);
        return _cloud.Build(new DepthFrame
        {
            DepthMetres = result.Depth.Values,
            Classes = hasClasses ? result.Semantic.Values : default,
            ClassesWidth = result.Semantic.Width,
            ClassesHeight = result.Semantic.Height,
        });
    }

    // The camera that would have taken the map as its picture.
    private CameraModel ModelOf<T>(PixelMap<T> map) where T : unmanaged => _camera!
        .Through(transform, priors.Input.Width, priors.Input.Height)
        .Resized(map.Network.Width, map.Network.Height)
        .Cropped(map.Picture.X, map.Picture.Y, map.Width, map.Height);

    private LaneDecoder CreateLanes(PixelMap<byte> map)
    {
        var options = LaneOptions.ForMask(priors.LaneClasses, map.Height);
        return IsCalibrated
            ? new LaneDecoder(ModelOf(map), _ground!, options)
            : new LaneDecoder(map.Width, map.Height, options);
    }
}
