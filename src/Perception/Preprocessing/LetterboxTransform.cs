namespace Perception.Preprocessing;

/// <summary>
/// How pixels of the network's input relate to those of the image: <c>network = source * Scale + Offset</c>.
/// </summary>
public readonly record struct LetterboxTransform(
    float ScaleX, float ScaleY, float OffsetX, float OffsetY, int SourceWidth, int SourceHeight)
{
    /// <summary>A point of the network's input in pixels of the image, not clipped.</summary>
    public (float X, float Y) ToSource(float x, float y) => ((x - OffsetX) / ScaleX, (y - OffsetY) / ScaleY);

    /// <summary>The same letterbox, told for the same picture at another size.</summary>
    public LetterboxTransform ForSource(int width, int height) => this with
    {
        ScaleX = ScaleX * SourceWidth / width,
        ScaleY = ScaleY * SourceHeight / height,
        SourceWidth = width,
        SourceHeight = height,
    };
}
