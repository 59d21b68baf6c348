using System.Globalization;

namespace Perception.Cli.Camera;

/// <summary>A size in pixels, written 1920x1280.</summary>
internal readonly record struct ImageSize(int Width, int Height)
{
    public const int Largest = 16_384;

    public static bool TryParse(string text, out ImageSize size)
    {
        size = default;
        var cross = text.IndexOf('x', StringComparison.OrdinalIgnoreCase);
        if (cross < 0 ||
            !int.TryParse(text.AsSpan(0, cross), NumberStyles.None, CultureInfo.InvariantCulture, out var width) ||
            !int.TryParse(text.AsSpan(cross + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var height))
            return false;
        size = new ImageSize(width, height);
        return width is > 0 and <= Largest && height is > 0 and <= Largest;
    }
}
