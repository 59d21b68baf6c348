using Perception.Geometry;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Calibration;

/// <summary>Camera values from and to <c>sensor_msgs/CameraInfo</c>.</summary>
internal static class CameraInfoMessages
{
    public static CameraValues ToValues(CameraInfo message) => new()
    {
        Width = Pixels(message.Width),
        Height = Pixels(message.Height),
        DistortionModel = message.DistortionModel,
        D = message.D.ToArray(),
        K = [.. message.K],
        R = [.. message.R],
        P = [.. message.P],
        BinningX = Pixels(message.BinningX),
        BinningY = Pixels(message.BinningY),
        Roi = new Perception.Geometry.RegionOfInterest(Pixels(message.Roi.XOffset), Pixels(message.Roi.YOffset),
            Pixels(message.Roi.Width), Pixels(message.Roi.Height)),
    };

    /// <summary>Everything but the header.</summary>
    public static void Fill(CameraInfo message, CameraValues values)
    {
        (message.Width, message.Height) = ((uint)values.Width, (uint)values.Height);
        message.DistortionModel = values.DistortionModel;
        message.D.Assign([.. values.D]);
        Copy(values.K, message.K);
        Copy(values.R, message.R);
        Copy(values.P, message.P);
        (message.BinningX, message.BinningY) = ((uint)values.BinningX, (uint)values.BinningY);
        (message.Roi.XOffset, message.Roi.YOffset) = ((uint)values.Roi.X, (uint)values.Roi.Y);
        (message.Roi.Width, message.Roi.Height) = ((uint)values.Roi.Width, (uint)values.Roi.Height);
    }

    /// <summary>A camera of rectified images: no lens, and K and P the same.</summary>
    public static CameraValues Rectified(CameraValues raw)
    {
        var camera = CameraModel.OfRectified(raw);
        return new CameraValues
        {
            Width = camera.Width,
            Height = camera.Height,
            DistortionModel = "plumb_bob",
            D = new double[5],
            K = [camera.Fx, 0, camera.Cx, 0, camera.Fy, camera.Cy, 0, 0, 1],
            R = [1, 0, 0, 0, 1, 0, 0, 0, 1],
            P = [camera.Fx, 0, camera.Cx, raw.P.Count == 12 ? raw.P[3] / Math.Max(raw.BinningX, 1) : 0,
                0, camera.Fy, camera.Cy, raw.P.Count == 12 ? raw.P[7] / Math.Max(raw.BinningY, 1) : 0, 0, 0, 1, 0],
        };
    }

    /// <summary>A camera whose picture is shown in another size: lens and rotation stay, P follows as K does.</summary>
    /// <param name="values">Of the camera.</param>
    /// <param name="rectified">Whether its picture is rectified.</param>
    /// <param name="image">The camera as its picture is.</param>
    /// <param name="shown">The camera as its picture is shown.</param>
    public static CameraValues Scaled(CameraValues values, bool rectified, CameraModel image, CameraModel shown)
    {
        var (scaleX, scaleY) = (shown.Fx / image.Fx, shown.Fy / image.Fy);
        var straight = Rectified(values);
        var p = straight.P;
        return new CameraValues
        {
            Width = shown.Width,
            Height = shown.Height,
            DistortionModel = rectified ? straight.DistortionModel : values.DistortionModel,
            D = rectified ? straight.D : values.D,
            K = [shown.Fx, 0, shown.Cx, 0, shown.Fy, shown.Cy, 0, 0, 1],
            R = rectified ? straight.R : values.R,
            P = [p[0] * scaleX, 0, (p[2] - image.Cx) * scaleX + shown.Cx, p[3] * scaleX,
                0, p[5] * scaleY, (p[6] - image.Cy) * scaleY + shown.Cy, p[7] * scaleY, 0, 0, 1, 0],
        };
    }

    private static int Pixels(uint value) => (int)Math.Min(value, int.MaxValue);

    private static void Copy(IReadOnlyList<double> from, double[] to)
    {
        Array.Clear(to);
        for (var i = 0; i < from.Count; i++)
        {
            to[i] = from[i];
        }
    }
}
