using System.Globalization;
using System.Text;
using Ros2DotNet.Tf;

namespace Perception.Cli.Transforms;

/// <summary>A transform as people read it.</summary>
internal static class TransformText
{
    public static string Format(in StampedTransform transform)
    {
        var (t, r) = transform.Transform;
        var (roll, pitch, yaw) = r.RollPitchYaw;
        const double Degrees = 180 / Math.PI;
        var text = new StringBuilder();
        var stamp = transform.Stamp;
        Line($"At time {stamp.Seconds}.{stamp.NanosecondPart:d9}: '{transform.ChildFrameId}' in '{transform.FrameId}'");
        Line($"- translation (m): [{t.X:F3}, {t.Y:F3}, {t.Z:F3}]");
        Line($"- rotation as quaternion (x y z w): [{r.X:F4}, {r.Y:F4}, {r.Z:F4}, {r.W:F4}]");
        Line($"- rotation as roll pitch yaw (rad): [{roll:F3}, {pitch:F3}, {yaw:F3}]");
        Line($"- rotation as roll pitch yaw (deg): [{roll * Degrees:F2}, {pitch * Degrees:F2}, {yaw * Degrees:F2}]");
        return text.ToString().TrimEnd('\n');

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
