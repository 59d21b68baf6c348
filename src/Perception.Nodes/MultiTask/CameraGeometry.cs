using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Imaging;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// What results of one network mean in the space before one camera. Made anew when camera, ground or network change;
/// the tables of each task are made when it is first asked for. For one thread.
/// </summary>
internal sealed class CameraGeometry(MultiTaskParameters parameters, LoadedNetwork network,
    LetterboxTransform transform,
    CameraModel? camera, GroundPlane? ground)
{
    private LaneDecoder? _lanes;
    private Geometry.PseudoLidar? _cloud;
    private Geometry.Objects.ObjectLocator? _locator;

    /// <summary>Of the image; null where there is no camera_info.</summary>
    public CameraModel? Camera { get; } = camera;

    public GroundPlane? Ground { get; } = ground;

    /// <summary>Null where it is not known.</summary>
    public float? FocalPixels { get; } = (float?)camera?.Fx;

    /// <summary>Whether depth is in metres.</summary>
    public bool HasMetres => Camera is not null || !network.Facts.DepthNeedsCamera;

    public bool CanLocate => Camera is not null && Ground is not null && network.Facts.HasSizes;

    /// <summary>Pixels of the image times this are pixels of the map.</summary>
    public (double X, double Y) ScaleOf<T>(PixelMap<T> map) where T : unmanaged => (
        (double)transform.ScaleX * map.Network.Width / Input.Width,
        (double)transform.ScaleY * map.Network.Height / Input.Height);

    /// <summary>The camera that would have taken the map as its picture.</summary>
    public CameraModel ModelOf<T>(PixelMap<T> map) where T : unmanaged => Camera!
        .Through(transform, Input.Width, Input.Height)
        .Resized(map.Network.Width, map.Network.Height)
        .Cropped(map.Picture.X, map.Picture.Y, map.Width, map.Height);

    /// <summary>From left to right; in metres where camera and ground are known.</summary>
    public ReadOnlySpan<LaneCurve> Lanes(NetworkResult result)
    {
        _lanes ??= CreateLanes(result.Lanes);
        return _lanes.Decode(
            new ClassMask(result.Lanes.Values, result.Lanes.Width, result.Lanes.Height), result.LaneProbability.Values);
    }

    /// <summary>Needs <see cref="Camera"/>.</summary>
    public PointCloud Cloud(NetworkResult result, Image? colour)
    {
        _cloud ??= new Geometry.PseudoLidar(ModelOf(result.Depth),
            parameters.CloudOptions() with { DroppedClasses = network.Facts.DroppedClasses }, Ground);
        var hasClasses = (result.Tasks & NetworkTasks.Semantic) != 0;
        return _cloud.Build(new DepthFrame
        {
            DepthMetres = result.Depth.Values,
            Classes = hasClasses ? result.Semantic.Values : default,
            ClassesWidth = result.Semantic.Width,
            ClassesHeight = result.Semantic.Height,
            Colour = colour,
        });
    }

    /// <summary>Needs <see cref="CanLocate"/>.</summary>
    public ReadOnlySpan<LocatedObject> Objects(NetworkResult result)
    {
        _locator ??= new Geometry.Objects.ObjectLocator(ModelOf(result.Depth), Ground!, new ObjectLocatorOptions
        {
            Classes = network.Facts.Sizes,
            RelativeDepthSigma = parameters.DepthSigma,
        });
        return _locator.Locate(result.Detections, new ObjectFrame
        {
            ImageWidth = transform.SourceWidth,
            ImageHeight = transform.SourceHeight,
            DepthMetres = result.Depth.Values,
        });
    }

    private PreprocessingSpec Input => network.Facts.Manifest.Input;

    private LaneDecoder CreateLanes(PixelMap<byte> map)
    {
        var options = LaneOptions.ForMask(network.Facts.LaneTypes, map.Height);
        return Camera is not null && Ground is not null
            ? new LaneDecoder(ModelOf(map), Ground, options)
            : new LaneDecoder(map.Width, map.Height, options);
    }
}
