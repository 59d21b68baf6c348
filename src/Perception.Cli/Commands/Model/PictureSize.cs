using System.Globalization;

namespace Perception.Cli.Commands.Model;

/// <summary>Sizes of pictures as options write them.</summary>
internal static class PictureSize
{
    private const int Least = 8, Most = 16384;

    /// <summary>Reads 640x384.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public static (int Width, int Height) Parse(string option, string text)
    {
        var parts = text.Split('x');
        return parts.Length == 2 &&
            int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width) &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height) &&
            width is >= Least and <= Most && height is >= Least and <= Most
            ? (width, height)
            : throw new UsageException($"{option} '{text}' is no WIDTHxHEIGHT from {Least}x{Least} to {Most}x{Most}");
    }
}
