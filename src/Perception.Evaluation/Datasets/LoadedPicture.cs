using Perception.Imaging;

namespace Perception.Evaluation.Datasets;

/// <summary>A picture, and how large it is at its source. The taker disposes it.</summary>
public sealed record LoadedPicture(Image Image, int SourceWidth, int SourceHeight) : IDisposable
{
    /// <summary>
    /// Decodes a JPEG or PNG as the nodes do: a JPEG at the smallest scale that is not below the network's.
    /// </summary>
    /// <exception cref="ImageFormatException">The picture is damaged.</exception>
    public static LoadedPicture Decode(ReadOnlySpan<byte> file, int networkWidth, int networkHeight)
    {
        if (networkWidth == 0 || file is not [0xFF, 0xD8, ..])
        {
            var whole = ImageFile.Decode(file);
            return new LoadedPicture(whole, whole.Width, whole.Height);
        }

        var (width, height) = JpegCodec.ReadSize(file);
        var scale = Math.Min((double)networkWidth / width, (double)networkHeight / height);
        var image = JpegCodec.Decode(
            file, PixelFormat.Bgr8, (int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale));
        return new LoadedPicture(image, width, height);
    }

    /// <summary>Reads a file; names it where it is damaged.</summary>
    public static LoadedPicture Read(string path, int networkWidth, int networkHeight)
    {
        try
        {
            return Decode(File.ReadAllBytes(path), networkWidth, networkHeight);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
