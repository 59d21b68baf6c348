using Perception.Decoding;

namespace Perception.Geometry.Objects;

/// <summary>A box in the camera's picture and the directions of its edges over the ground.</summary>
internal readonly struct ViewBox
{
    // What is above and below an object's middle is often something else; its left and right end show how long it is.
    private const double RimPart = 0.08;
    private const double SideRimPart = 0.01;
    private const double EdgePixels = 1.5;

    private readonly double _x1, _y1, _x2, _y2;
    private readonly double _cameraHeight;

    // Up for each metre ahead, at the middle of the upper and lower edge.
    private readonly double _topSlope;
    private readonly double _bottomSlope;

    /// <param name="box">In the image that it was found in.</param>
    /// <param name="scale">Pixels of the camera for each of that image.</param>
    /// <param name="sigmaPixels">Deviation of its edges in pixels of that image.</param>
    /// <param name="camera">Shows the same view.</param>
    /// <param name="ground">Below it.</param>
    public ViewBox(in Detection box, (double X, double Y) scale, double sigmaPixels, CameraModel camera,
        GroundPlane ground)
    {
        (_x1, _x2) = (box.X1 * scale.X, box.X2 * scale.X);
        (_y1, _y2) = (box.Y1 * scale.Y, box.Y2 * scale.Y);
        SideSigmaRadians = sigmaPixels * scale.X / camera.Fx;
        EdgeSigmaRadians = sigmaPixels * scale.Y / camera.Fy;
        IsCutAbove = _y1 < EdgePixels;
        IsCutBelow = _y2 > camera.Height - EdgePixels;
        _cameraHeight = ground.CameraHeightMetres;

        // Edges are counted from the corner of the first pixel, pixels from their centres.
        var (u, v) = ((_x1 + _x2) / 2 - 0.5, (_y1 + _y2) / 2 - 0.5);
        IsSeen = TrySlope(camera, ground, u, _y1 - 0.5, out _topSlope, out _) &
            TrySlope(camera, ground, u, _y2 - 0.5, out _bottomSlope, out _) &
            TrySlope(camera, ground, u, v, out _, out var bearing) && _topSlope > _bottomSlope;
        BearingRadians = bearing;
        var isCutLeft = _x1 < EdgePixels || !TrySlope(camera, ground, _x1 - 0.5, v, out _, out bearing);
        LeftRadians = isCutLeft ? double.NaN : bearing;
        var isCutRight = _x2 > camera.Width - EdgePixels ||
            !TrySlope(camera, ground, _x2 - 0.5, v, out _, out bearing);
        RightRadians = isCutRight ? double.NaN : bearing;
    }

    public bool IsSeen { get; }

    public bool IsCutAbove { get; }

    public bool IsCutBelow { get; }

    /// <summary>To the left of the ground's forward axis.</summary>
    public double BearingRadians { get; }

    /// <summary>Bearing of the left edge; NaN where the picture ends there.</summary>
    public double LeftRadians { get; }

    /// <summary>Bearing of the right edge; NaN where the picture ends there.</summary>
    public double RightRadians { get; }

    /// <summary>Deviation of the left and right edge.</summary>
    public double SideSigmaRadians { get; }

    /// <summary>Deviation of the upper and lower edge.</summary>
    public double EdgeSigmaRadians { get; }

    /// <summary>How far ahead over the ground the lower edge touches it; 0 where it does not.</summary>
    public double ContactMetres => _bottomSlope < 0 ? -_cameraHeight / _bottomSlope : 0;

    /// <summary>Height that the box spans for each metre of distance.</summary>
    public double HeightPerMetre => _topSlope - _bottomSlope;

    /// <summary>Height above the ground of the upper edge at a distance.</summary>
    public double HeightAt(double metres) => _cameraHeight + _topSlope * metres;

    /// <summary>Height above the ground of the middle at a distance.</summary>
    public double MiddleAt(double metres) => _cameraHeight + (_topSlope + _bottomSlope) / 2 * metres;

    public (int Left, int Right) Columns(int width) => Inner(_x1, _x2, SideRimPart, width);

    public (int Top, int Bottom) Rows(int height) => Inner(_y1, _y2, RimPart, height);

    private static (int, int) Inner(double low, double high, double rimPart, int size)
    {
        var rim = rimPart * (high - low);
        return ((int)Math.Clamp(Math.Floor(low + rim), 0, size - 1),
            (int)Math.Clamp(Math.Ceiling(high - rim), 0, size));
    }

    private static bool TrySlope(CameraModel camera, GroundPlane ground, double u, double v, out double slope,
        out double bearing)
    {
        (slope, bearing) = (0, 0);
        if (!camera.TryUnproject(new Pixel(u, v), out var ray))
        {
            return false;
        }

        var (ahead, left) = (ground.Forward.Dot(ray), ground.Left.Dot(ray));
        var over = Math.Sqrt(ahead * ahead + left * left);
        slope = ground.Up.Dot(ray) / over;
        bearing = Math.Atan2(left, ahead);
        return over > 1e-6;
    }
}
