using System.Globalization;
using System.Text;
using Perception.Simulation.Cameras;

namespace Perception.Simulation.Export;

/// <summary>Intrinsics in the form of ROS's camera_calibration.</summary>
public static class CalibrationYaml
{
    public static string Of(CameraMount mount)
    {
        var c = mount.Intrinsics;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"image_width: {c.Width}\nimage_height: {c.Height}\ncamera_name: {mount.Name}\n");
        Append(text, "camera_matrix", 3, 3, [c.Fx, 0, c.Cx, 0, c.Fy, c.Cy, 0, 0, 1]);
        text.Append("distortion_model: plumb_bob\n");
        Append(text, "distortion_coefficients", 1, 5, [c.K1, c.K2, c.P1, c.P2, 0]);
        Append(text, "rectification_matrix", 3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        Append(text, "projection_matrix", 3, 4, [c.Fx, 0, c.Cx, 0, 0, c.Fy, c.Cy, 0, 0, 0, 1, 0]);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, int rows, int columns, double[] data) =>
        text.Append(CultureInfo.InvariantCulture,
            $"{name}:\n  rows: {rows}\n  cols: {columns}\n  data: " +
            $"[{string.Join(", ", data.Select(d => d.ToString("R", CultureInfo.InvariantCulture)))}]\n");
}
