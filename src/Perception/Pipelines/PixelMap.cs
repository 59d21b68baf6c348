using Perception.Decoding;

namespace Perception.Pipelines;

/// <summary>A value for each pixel, row by row without padding; its memory grows and is kept.</summary>
public sealed class PixelMap<T> where T : unmanaged
{
    private T[] _values = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>
    /// Where in the network's map the picture lies, which may be smaller than that: the rest is border.
    /// </summary>
    public PixelRectangle Picture { get; private set; }

    /// <summary>Size of the network's map.</summary>
    public (int Width, int Height) Network { get; private set; }

    public Span<T> Values => _values.AsSpan(0, Width * Height);

    /// <summary>Changes the size; what the values are is not told.</summary>
    public void Resize(int width, int height)
    {
        if (_values.Length < width * height)
        {
            _values = new T[width * height];
        }

        (Width, Height) = (width, height);
        (Picture, Network) = (new PixelRectangle(0, 0, width, height), (width, height));
    }

    internal void Fill(ReadOnlySpan<T> map, MaskSampler sampler)
    {
        Resize(sampler.Width, sampler.Height);
        sampler.Sample(map, Values);
        Picture = new PixelRectangle(sampler.Left, sampler.Top, sampler.Width, sampler.Height);
        Network = (sampler.MapWidth, sampler.MapHeight);
    }
}
