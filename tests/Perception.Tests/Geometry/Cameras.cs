using Perception.Geometry;

namespace Perception.Tests.Geometry;

/// <summary>Calibrations of the kinds that are common on vehicles.</summary>
internal static class Cameras
{
    private static readonly double[] K = [612.5, 0, 633.25, 0, 610.75, 358.5, 0, 0, 1];
    private static readonly double[] P = [580, 0, 640, 0, 0, 582, 361, 0, 0, 0, 1, 0];

    public static CameraValues Of(string name) => name switch
    {
        "pinhole" => Values("plumb_bob", []),
        "plumb_bob" => Values("plumb_bob", [-0.283, 0.0861, 0.00031, -0.00052, -0.0113]),
        "plumb_bob of four" => Values("plumb_bob", [-0.12, 0.03, -0.0004, 0.0007]),
        "rational_polynomial" => Values("rational_polynomial", [0.9, 0.1, 0.0004, -0.0003, 0.005, 1.0, 0.15, 0.006]),
        "equidistant" => Values("equidistant", [-0.0221, 0.0093, -0.0061, 0.0011]) with
        {
            K = [330, 0, 641.5, 0, 331, 359.25, 0, 0, 1],
            P = [240, 0, 640, 0, 0, 240, 360, 0, 0, 0, 1, 0],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>The same camera with other pixels.</summary>
    public static CameraValues Resized(this CameraValues values, int width, int height)
    {
        var (raw, rectified) = (CameraModel.OfRaw(values).Resized(width, height),
            CameraModel.OfRectified(values).Resized(width, height));
        return values with
        {
            Width = width,
            Height = height,
            K = [raw.Fx, 0, raw.Cx, 0, raw.Fy, raw.Cy, 0, 0, 1],
            P = [rectified.Fx, 0, rectified.Cx, 0, 0, rectified.Fy, rectified.Cy, 0, 0, 0, 1, 0],
        };
    }

    /// <summary>Rotation by small angles about x, y and z, in degrees.</summary>
    public static double[] Rotation(double x, double y, double z)
    {
        var (sx, cx) = Math.SinCos(x * Math.PI / 180);
        var (sy, cy) = Math.SinCos(y * Math.PI / 180);
        var (sz, cz) = Math.SinCos(z * Math.PI / 180);
        return
        [
            cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz,
            cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz,
            -sy, sx * cy, cx * cy,
        ];
    }

    private static CameraValues Values(string model, double[] d) => new()
    {
        Width = 1280,
        Height = 720,
        DistortionModel = model,
        D = d,
        K = K,
        P = P,
        R = Rotation(0.7, -1.1, 0.4),
    };
}
