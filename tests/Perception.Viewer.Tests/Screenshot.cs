using Perception.Imaging;

namespace Perception.Viewer.Tests;

/// <summary>A picture of a part of the page, looked at pixel by pixel.</summary>
internal sealed class Screenshot : IDisposable
{
    private readonly Image _image;

    public Screenshot(string path)
    {
        using var decoded = ImageFile.Decode(File.ReadAllBytes(path));
        _image = ImageConverter.Convert(decoded, PixelFormat.Rgb8);
    }

    public int Width => _image.Width;

    public int Height => _image.Height;

    /// <summary>The colour at a place, in parts of width and height.</summary>
    public (int R, int G, int B) At(double x, double y)
    {
        var pixel =
            _image.Row(Math.Min(Height - 1, (int)(y * Height))).Slice(3 * Math.Min(Width - 1, (int)(x * Width)), 3);
        return (pixel[0], pixel[1], pixel[2]);
    }

    /// <summary>How many pixels are of a colour, by so much in each channel.</summary>
    public int Count((int R, int G, int B) colour, int tolerance)
    {
        var count = 0;
        for (var y = 0; y < Height; y++)
        {
            var row = _image.Row(y);
            for (var x = 0; x < Width; x++)
            {
                if (Math.Abs(row[3 * x] - colour.R) <= tolerance &&
                    Math.Abs(row[(3 * x) + 1] - colour.G) <= tolerance &&
                    Math.Abs(row[(3 * x) + 2] - colour.B) <= tolerance) count++;
            }
        }

        return count;
    }

    public void Dispose() => _image.Dispose();
}
