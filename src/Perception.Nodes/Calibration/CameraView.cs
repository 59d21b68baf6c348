using Perception.Geometry;
using Perception.Imaging;

namespace Perception.Nodes.Calibration;

/// <summary>The camera of maps that show a camera's whole picture in whatever size.</summary>
internal static class CameraView
{
    // A picture scaled down is rounded to whole pixels, once or twice.
    private const double RoundingPixels = 2;

    /// <exception cref="ImageFormatException">Its sides are not as the picture's.</exception>
    /// <exception cref="CalibrationException">The values are no camera's.</exception>
    public static CameraModel Of(CameraValues values, bool rectified, int width, int height)
    {
        var camera = rectified ? CameraModel.OfRectified(values) : CameraModel.OfRaw(values);
        if ((camera.Width, camera.Height) == (width, height))
        {
            return camera;
        }

        if (Math.Abs((double)camera.Height * width / camera.Width - height) > RoundingPixels)
        {
            throw new ImageFormatException($"{width}x{height} pixels do not show the whole picture of the camera, " +
                $"which has {camera.Width}x{camera.Height}");
        }

        return camera.Resized(width, height);
    }
}
