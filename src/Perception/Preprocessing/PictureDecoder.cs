using Perception.Imaging;

namespace Perception.Preprocessing;

/// <summary>Decodes pictures no larger than a network needs them.</summary>
public static class PictureDecoder
{
    /// <summary>
    /// A JPEG in the smallest of full, half, quarter and eighth size that the letterbox does not have to enlarge; other
    /// files whole. The caller disposes the image.
    /// </summary>
    /// <param name="file">JPEG or PNG.</param>
    /// <param name="input">What the network takes; null for all pixels.</param>
    /// <param name="sourceWidth">Width of the picture in the file.</param>
    /// <param name="sourceHeight">Height of the picture in the file.</param>
    /// <exception cref="ImageFormatException">The picture is damaged.</exception>
    public static Image Decode(
        ReadOnlySpan<byte> file, PreprocessingSpec? input, out int sourceWidth, out int sourceHeight)
    {
        if (input is null || file is not [0xFF, 0xD8, ..])
        {
            var whole = ImageFile.Decode(file);
            (sourceWidth, sourceHeight) = (whole.Width, whole.Height);
            return whole;
        }

        var size = JpegCodec.ReadSize(file);
        (sourceWidth, sourceHeight) = size;
        var (width, height) = input.PictureSize(sourceWidth, sourceHeight);
        return JpegCodec.Decode(file, size, PixelFormat.Bgr8, width, height);
    }
}
