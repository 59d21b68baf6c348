using Perception.Preprocessing;

namespace Perception.Geometry;

/// <summary>
/// How the pixels of one picture and directions in its optical frame (x right, y down, z forward) belong together.
/// Immutable.
/// </summary>
public sealed class CameraModel
{
    private readonly Lens _lens;

    private CameraModel(Lens lens, int width, int height, double fx, double fy, double cx, double cy)
    {
        _lens = lens;
        (Width, Height, Fx, Fy, Cx, Cy) = (width, height, fx, fy, cx, cy);
    }

    public int Width { get; }

    public int Height { get; }

    public double Fx { get; }

    public double Fy { get; }

    public double Cx { get; }

    public double Cy { get; }

    /// <summary>Whether straight lines may be bent in the picture.</summary>
    public bool IsDistorted => _lens.IsDistorting;

    /// <summary>The camera of raw images: K and the lens.</summary>
    /// <exception cref="CalibrationException">A value is not possible.</exception>
    public static CameraModel OfRaw(CameraValues values)
    {
        Check(values);
        LensModels.TryParse(values.DistortionModel, out var model);

        // Fisheye lenses without coefficients are still fisheye lenses.
        var k = values.K;
        return Reduced(new Lens(model, values.D), values, k[0], k[4], k[2], k[5]);
    }

    /// <summary>
    /// The camera of rectified images: P without a lens; its optical frame is turned by R against that of raw images.
    /// </summary>
    /// <exception cref="CalibrationException">A value is not possible.</exception>
    public static CameraModel OfRectified(CameraValues values)
    {
        Check(values);
        var (k, p) = (values.K, values.P);
        var lens = new Lens(LensModel.PlumbBob, []);
        return p.Count == 0 || CameraValues.IsUnset(p)
            ? Reduced(lens, values, k[0], k[4], k[2], k[5])
            : Reduced(lens, values, p[0], p[5], p[2], p[6]);
    }

    /// <summary>A camera without distortion.</summary>
    public static CameraModel Pinhole(int width, int height, double fx, double fy, double cx, double cy) =>
        new(new Lens(LensModel.PlumbBob, []), width, height, fx, fy, cx, cy);

    /// <summary>
    /// The camera of the same picture scaled to another size, pixel areas onto pixel areas as OpenCV's resize does it.
    /// </summary>
    public CameraModel Resized(int width, int height) =>
        Mapped((double)width / Width, (double)height / Height, 0, 0, width, height);

    /// <summary>
    /// The camera of a network's input, or of an output of that size, that shows this picture through a letterbox.
    /// </summary>
    public CameraModel Through(in LetterboxTransform transform, int width, int height) =>
        Mapped(transform.ScaleX, transform.ScaleY, transform.OffsetX, transform.OffsetY, width, height);

    /// <summary>The camera of a part of this picture, which may go beyond it.</summary>
    public CameraModel Cropped(int left, int top, int width, int height) => Mapped(1, 1, -left, -top, width, height);

    /// <summary>
    /// The pixel on which a point in front of the camera falls, maybe outside the picture; false where the lens does
    /// not see it.
    /// </summary>
    public bool TryProject(Point3 pointInCamera, out Pixel pixel)
    {
        var seen = _lens.TryProject(pointInCamera, out var x, out var y);
        pixel = new Pixel(Fx * x + Cx, Fy * y + Cy);
        return seen;
    }

    /// <summary>The unit direction in which a pixel looks; false where no direction falls on it.</summary>
    public bool TryUnproject(Pixel pixel, out Point3 directionInCamera) =>
        _lens.TryUnproject((pixel.U - Cx) / Fx, (pixel.V - Cy) / Fy, out directionInCamera);

    private static void Check(CameraValues values)
    {
        if (values.FindProblem() is { } problem)
        {
            throw new CalibrationException(problem);
        }
    }

    // As image_geometry has it: the principal point is moved by the region's corner, then everything divided by the
    // binning.
    private static CameraModel Reduced(Lens lens, CameraValues values, double fx, double fy, double cx, double cy)
    {
        var (binningX, binningY) = (Math.Max(values.BinningX, 1), Math.Max(values.BinningY, 1));
        return new CameraModel(lens, values.ImageWidth, values.ImageHeight,
            fx / binningX, fy / binningY, (cx - values.Roi.X) / binningX, (cy - values.Roi.Y) / binningY);
    }

    // Scale and offset are those of edges; the centre of the first pixel is half a pixel behind its edge.
    private CameraModel Mapped(double scaleX, double scaleY, double offsetX, double offsetY, int width, int height) =>
        new(_lens, width, height, Fx * scaleX, Fy * scaleY, (Cx + 0.5) * scaleX + offsetX - 0.5,
            (Cy + 0.5) * scaleY + offsetY - 0.5);
}
