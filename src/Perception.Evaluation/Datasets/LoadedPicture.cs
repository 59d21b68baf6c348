using Perception.Imaging;
using Perception.Preprocessing;

namespace Perception.Evaluation.Datasets;

/// <summary>A picture, and how large it is at its source. The taker disposes it.</summary>
public sealed record LoadedPicture(Image Image, int SourceWidth, int SourceHeight) : IDisposable
{
    /// <summary>
    /// Decodes a JPEG or PNG as the nodes do: a JPEG no larger than the network takes it, all of it without one.
    /// </summary>
    /// <exception cref="ImageFormatException">The picture is damaged.</exception>
    public static LoadedPicture Decode(ReadOnlySpan<byte> file, PreprocessingSpec? input = null)
    {
        var image = PictureDecoder.Decode(file, input, out var width, out var height);
        return new LoadedPicture(image, width, height);
    }

    /// <summary>Reads a file; names it where it is damaged.</summary>
    public static LoadedPicture Read(string path, PreprocessingSpec? input = null)
    {
        try
        {
            return Decode(File.ReadAllBytes(path), input);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
