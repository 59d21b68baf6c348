using Perception.Imaging;

namespace Perception.Simulation.Rendering;

/// <summary>Everything a camera records in one picture, pixel by pixel.</summary>
public sealed class FrameBuffers : IDisposable
{
    public FrameBuffers(int width, int height)
    {
        (Width, Height) = (width, height);
        Picture = Image.Rent(width, height, PixelFormat.Bgr8);
        Semantic = new byte[width * height];
        Instance = new ushort[width * height];
        DepthMetres = new float[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bgr8, as the camera delivers it.</summary>
    public Image Picture { get; }

    /// <summary>Class of what the centre of each pixel sees, a <see cref="Truth.SemanticClass"/>.</summary>
    public byte[] Semantic { get; }

    /// <summary>Object that the centre of each pixel sees, 0 where none is.</summary>
    public ushort[] Instance { get; }

    /// <summary>
    /// Distance along the optical axis (not along the ray) of what the centre of each pixel sees; NaN for the sky.
    /// </summary>
    public float[] DepthMetres { get; }

    public void Dispose() => Picture.Dispose();
}
