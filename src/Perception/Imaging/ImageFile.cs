namespace Perception.Imaging;

/// <summary>
/// Pictures in files: JPEG and PNG by their first bytes when read, by the name's ending when written.
/// </summary>
public static class ImageFile
{
    /// <summary>Endings of the files that can be read.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png"];

    /// <summary>Reads a picture.</summary>
    /// <exception cref="ImageFormatException">It is neither a JPEG nor a PNG, or damaged; names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Image Load(string path, PixelFormat format = PixelFormat.Bgr8)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            return Decode(bytes, format);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}");
        }
    }

    /// <summary>Decodes a JPEG or PNG in memory.</summary>
    public static Image Decode(ReadOnlySpan<byte> bytes, PixelFormat format = PixelFormat.Bgr8) => bytes switch
    {
        [0xff, 0xd8, ..] => JpegCodec.Decode(bytes, format),
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngCodec.Decode(bytes, format),
        _ => throw new ImageFormatException($"{bytes.Length} bytes that are neither a JPEG nor a PNG"),
    };

    /// <summary>Writes a picture as <c>.jpg</c>, <c>.jpeg</c> or <c>.png</c>.</summary>
    /// <exception cref="ArgumentException">Another ending.</exception>
    public static void Save(string path, Image image, int quality = 92) =>
        File.WriteAllBytes(path, Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jpg" or ".jpeg" => JpegCodec.Encode(image, quality),
            ".png" => PngCodec.Encode(image),
            var other =>
                throw new ArgumentException(
                    $"'{path}' ends with '{other}'; allowed are {string.Join(", ", Extensions)}"),
        });
}
