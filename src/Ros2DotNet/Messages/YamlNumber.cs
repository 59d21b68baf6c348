using System.Globalization;

namespace Ros2DotNet;

/// <summary>Floating-point numbers as YAML 1.1 takes them for such, which ROS 2's tools read: with a point.</summary>
internal static class YamlNumber
{
    public static string Text(float number) => WithPoint(number.ToString("R", CultureInfo.InvariantCulture));

    public static string Text(double number) => WithPoint(number.ToString("R", CultureInfo.InvariantCulture));

    private static string WithPoint(string digits) => digits switch
    {
        "NaN" => ".nan",
        "Infinity" => ".inf",
        "-Infinity" => "-.inf",
        _ when digits.Contains('.', StringComparison.Ordinal) => digits,
        _ when digits.IndexOf('E', StringComparison.Ordinal) is var exponent and > 0 => digits.Insert(exponent, ".0"),
        _ => digits + ".0",
    };
}
