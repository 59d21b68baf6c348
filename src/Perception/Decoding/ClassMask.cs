namespace Perception.Decoding;

/// <summary>A class for each pixel, row by row without padding; valid until its maker makes the next.</summary>
public readonly ref struct ClassMask(Span<byte> classes, int width, int height)
{
    public Span<byte> Classes { get; } = classes;

    public int Width { get; } = width;

    public int Height { get; } = height;
}
