namespace Perception.Pipelines;

/// <summary>A value for each pixel, row by row without padding; its memory grows and is kept.</summary>
public sealed class PixelMap<T> where T : unmanaged
{
    private T[] _values = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    public Span<T> Values => _values.AsSpan(0, Width * Height);

    /// <summary>Changes the size; what the values are is not told.</summary>
    public void Resize(int width, int height)
    {
        if (_values.Length < width * height)
        {
            _values = new T[width * height];
        }

        (Width, Height) = (width, height);
    }
}
