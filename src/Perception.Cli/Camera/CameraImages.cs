using Perception.Cli.Images;
using Perception.Imaging;

namespace Perception.Cli.Camera;

/// <summary>
/// The images a pretended camera sees, ready to be sent. Those that fit into the budget are prepared once.
/// </summary>
internal sealed class CameraImages(IReadOnlyList<Images.ImageFile> files, CameraFormat format)
{
    private const long CacheBudgetBytes = 512L << 20;

    private readonly CameraImage?[] _cache = new CameraImage?[files.Count];
    private long _cachedBytes;

    public int Count => files.Count;

    /// <exception cref="UsageException">The file is not an image.</exception>
    public CameraImage Get(int index)
    {
        if (_cache[index] is { } ready) return ready;
        var prepared = Prepare(files[index].Path);
        if (_cachedBytes + prepared.Data.Length <= CacheBudgetBytes)
        {
            _cachedBytes += prepared.Data.Length;
            _cache[index] = prepared;
        }

        return prepared;
    }

    private CameraImage Prepare(string path)
    {
        try
        {
            if (format is { Compressed: true, Size: null } && IsJpegFile(path))
            {
                var jpeg = File.ReadAllBytes(path);
                var (width, height) = JpegCodec.ReadSize(jpeg);
                return new CameraImage(width, height, 0, jpeg);
            }

            using var loaded = Imaging.ImageFile.Load(path);
            using var sized = format.Size is { } size ? ImageResizer.Resize(loaded, size) : loaded.AddReference();
            if (format.Compressed) return new CameraImage(sized.Width, sized.Height, 0, JpegCodec.Encode(sized));
            return Raw(sized);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}");
        }
    }

    private CameraImage Raw(Image image)
    {
        using var converted = format.Pixels == image.Format
            ? image.AddReference()
            : ImageConverter.Convert(image, format.Pixels);
        var rowBytes = converted.Row(0).Length;
        var data = new byte[rowBytes * converted.Height];
        for (var y = 0; y < converted.Height; y++) converted.Row(y).CopyTo(data.AsSpan(y * rowBytes));
        return new CameraImage(converted.Width, converted.Height, rowBytes, data);
    }

    private static bool IsJpegFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg";
}
