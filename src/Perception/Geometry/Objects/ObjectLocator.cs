using Perception.Decoding;
using Perception.Imaging;

namespace Perception.Geometry.Objects;

/// <summary>
/// Boxes to objects in space: distances from depth inside the box, from where its lower edge meets the ground, and from
/// its height, weighted by how sure each is; sides and heading from the points that depth shows. Reuses its buffers;
/// not thread-safe.
/// </summary>
public sealed class ObjectLocator
{
    // Less than this above the ground is the ground.
    private const double KerbMetres = 0.12;
    private const double GateSigmas = 3;

    private readonly CameraModel _camera;
    private readonly GroundPlane _ground;
    private readonly ObjectLocatorOptions _options;
    private readonly VisibleSurface _surface = new();
    private LocatedObject[] _objects = new LocatedObject[64];

    /// <summary>For depth maps of the camera's size, and for boxes in images that show the same view.</summary>
    /// <exception cref="CalibrationException">An option is not possible.</exception>
    public ObjectLocator(CameraModel camera, GroundPlane ground, ObjectLocatorOptions options)
    {
        if (options.FindProblem() is { } problem)
        {
            throw new CalibrationException(problem);
        }

        (_camera, _ground, _options) = (camera, ground, options);
    }

    /// <summary>
    /// Objects whose class has a size and whose distance can be told, in the order of the boxes; valid until the next
    /// call.
    /// </summary>
    /// <exception cref="ImageFormatException">The depth has another size than the camera.</exception>
    public ReadOnlySpan<LocatedObject> Locate(ReadOnlySpan<Detection> detections, scoped in ObjectFrame frame)
    {
        if (!frame.DepthMetres.IsEmpty && frame.DepthMetres.Length != _camera.Width * _camera.Height)
        {
            throw new ImageFormatException(
                $"{frame.DepthMetres.Length} values of depth are not {_camera.Width}x{_camera.Height}, " +
                "as the camera has it");
        }

        if (_objects.Length < detections.Length)
        {
            Array.Resize(ref _objects, Math.Max(detections.Length, 2 * _objects.Length));
        }

        var count = 0;
        var scale = ((double)_camera.Width / frame.ImageWidth, (double)_camera.Height / frame.ImageHeight);
        foreach (ref readonly var detection in detections)
        {
            var isKnown = (uint)detection.ClassId < (uint)_options.Classes.Count;
            var prior = isKnown ? _options.Classes[detection.ClassId] : null;
            var box = new ViewBox(detection, scale, _options.BoxSigmaPixels, _camera, _ground);
            if (prior is not null && box.IsSeen &&
                TryLocate(detection, box, prior, frame.DepthMetres, out var located))
            {
                _objects[count++] = located;
            }
        }

        return _objects.AsSpan(0, count);
    }

    private bool TryLocate(
        in Detection detection, in ViewBox box, ClassSize prior, ReadOnlySpan<float> depth, out LocatedObject located)
    {
        var range = WithBox(default, box, prior);
        var (size, yaw) = (prior.Size, (double?)null);
        var bearing = box.BearingRadians;
        if (!depth.IsEmpty && CollectSurface(box, prior, range, depth))
        {
            var nearest = _surface.RangeQuantile(0.05);
            var seen = box.IsCutAbove || box.IsCutBelow ? prior : prior.OfHeight(box.HeightAt(nearest));
            size = seen.Size;
            var centreRange = nearest + (size.LengthMetres + size.WidthMetres) / 4;
            var hidden = (size.LengthMetres - size.WidthMetres) / 4;
            if (prior.HasHeading && OutlineFit.Find(_surface, box, seen) is { } outline)
            {
                (yaw, bearing) = (outline.YawRadians, outline.BearingRadians);
                size = size with { LengthMetres = outline.LengthMetres, WidthMetres = outline.WidthMetres };
                (centreRange, hidden) = (outline.RangeMetres, outline.RangeSigmaMetres);
            }

            var depthSigma = _options.RelativeDepthSigma * nearest;
            var sigma = Math.Sqrt(depthSigma * depthSigma + hidden * hidden);
            range = WithBox(new RangeEstimate(centreRange, Math.Max(sigma, 0.05), LocationSources.Depth), box, prior);
        }

        located = default;
        if (range.Sources == LocationSources.None || !(range.Metres > 0) || range.Metres > _options.MaximumMetres)
        {
            return false;
        }

        var height = Math.Clamp(box.HeightAt(range.Metres), 0.7 * size.HeightMetres, 1.3 * size.HeightMetres);
        height = box.IsCutAbove || box.IsCutBelow ? size.HeightMetres : height;
        var (sine, cosine) = Math.SinCos(bearing);
        var up = prior.StandsOnGround ? height / 2 : box.MiddleAt(range.Metres);
        var inCamera = _ground.ToCamera(new Point3(range.Metres * cosine, range.Metres * sine, up));
        var radial = _ground.Forward * cosine + _ground.Left * sine;
        var across = box.SideSigmaRadians * range.Metres + 0.05 * size.WidthMetres;
        var covariance = Covariance3.Of(radial, range.Sigma, _ground.Up.Cross(radial), across, _ground.Up,
            range.Metres * _options.PitchSigmaRadians + 0.5 * prior.RelativeDeviation * height);
        located = new LocatedObject(detection, inCamera, size with { HeightMetres = height }, yaw, range.Metres,
            covariance, range.Sources);
        return true;
    }

    // With what the box says: where it meets the ground, and its height.
    private RangeEstimate WithBox(RangeEstimate range, in ViewBox box, ClassSize prior) =>
        WithSize(WithGroundContact(range, box, prior), box, prior);

    // At most as many pixels as there is room for, evenly spread.
    private bool CollectSurface(
        in ViewBox box, ClassSize prior, RangeEstimate expected, ReadOnlySpan<float> depth)
    {
        _surface.Clear();
        var (left, right) = box.Columns(_camera.Width);
        var (top, bottom) = box.Rows(_camera.Height);
        if (right <= left || bottom <= top)
        {
            return false;
        }

        var step = Math.Max(1, Math.Sqrt((double)(right - left) * (bottom - top) / VisibleSurface.MaximumPoints));
        for (var v = top + step / 2 - 0.5; v < bottom; v += step)
        {
            for (var u = left + step / 2 - 0.5; u < right; u += step)
            {
                var (x, y) = ((int)u, (int)v);
                var z = depth[y * _camera.Width + x];
                if (!(z > 0) || !float.IsFinite(z) || !_camera.TryUnproject(new Pixel(x, y), out var ray) || ray.Z <= 0)
                {
                    continue;
                }

                var point = _ground.ToGround(ray * (z / ray.Z));
                if (!prior.StandsOnGround || (point.Z > KerbMetres && point.Z < 1.6 * prior.Size.HeightMetres))
                {
                    _surface.Add(point);
                }
            }
        }

        var extent = prior.HasHeading
            ? Math.Sqrt(
                prior.Size.LengthMetres * prior.Size.LengthMetres + prior.Size.WidthMetres * prior.Size.WidthMetres)
            : prior.Size.LengthMetres;
        return _surface.KeepDensest(extent, expected);
    }

    private RangeEstimate WithGroundContact(RangeEstimate range, in ViewBox box, ClassSize prior)
    {
        if (!_options.UseGroundContact || !prior.StandsOnGround || box.IsCutBelow || !(box.ContactMetres > 0))
        {
            return range;
        }

        // d = h / tan(a): an error of the angle counts by d^2 / h.
        var metres = box.ContactMetres;
        var angleSigma = _options.PitchSigmaRadians + box.EdgeSigmaRadians;
        var (length, width) = (prior.Size.LengthMetres, prior.Size.WidthMetres);
        var sigma = metres * metres / _ground.CameraHeightMetres * angleSigma + (length - width) / 4 + 0.1;
        return range.With(metres + (length + width) / 4, sigma, GateSigmas, LocationSources.GroundContact);
    }

    private RangeEstimate WithSize(RangeEstimate range, in ViewBox box, ClassSize prior)
    {
        if (box.IsCutAbove || box.IsCutBelow || !(box.HeightPerMetre > 0))
        {
            return range;
        }

        var metres = prior.Size.HeightMetres / box.HeightPerMetre;
        var boxSigma = box.EdgeSigmaRadians / box.HeightPerMetre;
        var sigma = metres * Math.Sqrt(prior.RelativeDeviation * prior.RelativeDeviation + boxSigma * boxSigma);
        return range.With(metres + prior.Size.WidthMetres / 2, sigma, GateSigmas, LocationSources.Size);
    }
}
