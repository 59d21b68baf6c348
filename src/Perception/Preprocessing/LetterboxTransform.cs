namespace Perception.Preprocessing;

/// <summary>
/// How pixels of the network's input relate to those of the image: <c>network = source * Scale + Offset</c>.
/// </summary>
public readonly record struct LetterboxTransform(
    float ScaleX, float ScaleY, float OffsetX, float OffsetY, int SourceWidth, int SourceHeight)
{
    /// <summary>A point of the network's input in pixels of the image, not clipped.</summary>
    public (float X, float Y) ToSource(float x, float y) => ((x - OffsetX) / ScaleX, (y - OffsetY) / ScaleY);

    /// <summary>
    /// The same letterbox, told for the picture that this one was reduced from while it was decoded: a pixel stands for
    /// a whole number of them across and down, also the last of a row, where the picture has only some of them.
    /// </summary>
    public LetterboxTransform ForSource(int width, int height) => this with
    {
        ScaleX = ScaleX / Reduction(width, SourceWidth),
        ScaleY = ScaleY / Reduction(height, SourceHeight),
        SourceWidth = width,
        SourceHeight = height,
    };

    private static int Reduction(int size, int reduced) => Math.Max(1, (int)Math.Round((double)size / reduced));
}
