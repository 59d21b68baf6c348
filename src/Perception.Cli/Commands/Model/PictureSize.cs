using Perception.Cli.Camera;

namespace Perception.Cli.Commands.Model;

/// <summary>Sizes of pictures as options write them.</summary>
internal static class PictureSize
{
    private const int Least = 8;

    /// <summary>Reads 640x384.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public static (int Width, int Height) Parse(string option, string text) =>
        ImageSize.TryParse(text, out var size) && size is { Width: >= Least, Height: >= Least }
            ? (size.Width, size.Height)
            : throw new UsageException(
                $"{option} '{text}' is no WIDTHxHEIGHT from {Least}x{Least} to {ImageSize.Largest}x{ImageSize.Largest}");
}
