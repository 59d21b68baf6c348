using Perception.Decoding;
using Perception.Decoding.Lanes;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Imaging;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>
/// What results of one network mean in the space before one camera. Made anew when camera, ground or network change;
/// the tables of each task are made when it is first asked for. For one thread.
/// </summary>
/// <param name="network">What its manifest says of space.</param>
/// <param name="transform">From the camera's picture to the network's input.</param>
/// <param name="camera">Of the picture; null where it is not known.</param>
/// <param name="ground">Below the camera; null where it is not known.</param>
public sealed class CameraSpace(
    NetworkSpace network, LetterboxTransform transform, CameraModel? camera, GroundPlane? ground)
{
    private LaneDecoder? _lanes;
    private PseudoLidar? _cloud;
    private ObjectLocator? _locator;

    /// <summary>Of the picture; null where it is not known.</summary>
    public CameraModel? Camera { get; } = camera;

    /// <summary>Null where it is not known.</summary>
    public GroundPlane? Ground { get; } = ground;

    /// <summary>Null where it is not known.</summary>
    public float? FocalPixels { get; } = (float?)camera?.Fx;

    /// <summary>Whether places on the ground can be told in metres.</summary>
    public bool IsCalibrated => Camera is not null && Ground is not null;

    /// <summary>Whether depth is in metres.</summary>
    public bool HasMetres => Camera is not null || !network.DepthNeedsCamera;

    /// <summary>Whether objects can be located: some class has a size.</summary>
    public bool CanLocate => IsCalibrated && network.HasSizes;

    /// <summary>Pixels of the picture times this are pixels of the map.</summary>
    public (double X, double Y) ScaleOf<T>(PixelMap<T> map) where T : unmanaged => (
        (double)transform.ScaleX * map.Network.Width / network.Input.Width,
        (double)transform.ScaleY * map.Network.Height / network.Input.Height);

    /// <summary>The camera that would have taken the map as its picture. Needs <see cref="Camera"/>.</summary>
    public CameraModel ModelOf<T>(PixelMap<T> map) where T : unmanaged => Camera!
        .Through(transform, network.Input.Width, network.Input.Height)
        .Resized(map.Network.Width, map.Network.Height)
        .Cropped(map.Picture.X, map.Picture.Y, map.Width, map.Height);

    /// <summary>From left to right; in metres where camera and ground are known. Valid until the next call.</summary>
    public ReadOnlySpan<LaneCurve> Lanes(NetworkResult result)
    {
        _lanes ??= CreateLanes(result.Lanes);
        return _lanes.Decode(
            new ClassMask(result.Lanes.Values, result.Lanes.Width, result.Lanes.Height), result.LaneProbability.Values);
    }

    /// <summary>Needs <see cref="Camera"/> and depth; valid until the next call.</summary>
    public PointCloud Cloud(NetworkResult result, Image? colour = null)
    {
        _cloud ??= new PseudoLidar(ModelOf(result.Depth), network.Cloud, Ground);
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

    /// <summary>
    /// By depth, where the network has it. Needs <see cref="CanLocate"/>; valid until the next call.
    /// </summary>
    public ReadOnlySpan<LocatedObject> Objects(ReadOnlySpan<Detection> detections, NetworkResult result)
    {
        var hasDepth = (result.Tasks & NetworkTasks.Depth) != 0;
        _locator ??= new ObjectLocator(hasDepth ? ModelOf(result.Depth) : Camera!, Ground!, new ObjectLocatorOptions
        {
            Classes = network.Sizes,
            RelativeDepthSigma = network.DepthSigma,
        });
        return _locator.Locate(detections, new ObjectFrame
        {
            ImageWidth = transform.SourceWidth,
            ImageHeight = transform.SourceHeight,
            DepthMetres = hasDepth ? result.Depth.Values : default,
        });
    }

    private LaneDecoder CreateLanes(PixelMap<byte> map)
    {
        var options = LaneOptions.ForMask(network.LaneClasses, map.Height);
        return IsCalibrated
            ? new LaneDecoder(ModelOf(map), Ground!, options)
            : new LaneDecoder(map.Width, map.Height, options);
    }
}
