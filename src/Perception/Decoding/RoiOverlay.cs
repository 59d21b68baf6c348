namespace Perception.Decoding;

/// <summary>
/// Writes detections into a semantic mask, as Autoware's tensorrt_yolox does: whole rectangles of the class that theirs
/// maps to.
/// </summary>
public sealed class RoiOverlay
{
    /// <summary>No semantic class stands for the detection's; nothing is written.</summary>
    public const int None = -1;

    private readonly int[] _semanticClasses;
    private readonly float _scoreThreshold;

    /// <param name="semanticClasses">For each class of detections that of the mask, or <see cref="None"/>.</param>
    /// <param name="scoreThreshold">Detections of at least this score are written.</param>
    public RoiOverlay(IEnumerable<int> semanticClasses, float scoreThreshold)
    {
        _semanticClasses = [.. semanticClasses];
        _scoreThreshold = scoreThreshold;
        if (_semanticClasses.Any(id => id is < None or > 255))
        {
            throw new ArgumentException("semantic classes are numbers from -1 (none) to 255", nameof(semanticClasses));
        }
    }

    /// <summary>
    /// Writes them in their order; boxes are in pixels of an image of the given size. Edges are cut to whole pixels.
    /// </summary>
    public void Apply(ReadOnlySpan<Detection> detections, int imageWidth, int imageHeight, ClassMask mask)
    {
        var (scaleX, scaleY) = ((float)mask.Width / imageWidth, (float)mask.Height / imageHeight);
        foreach (ref readonly var box in detections)
        {
            var id = (uint)box.ClassId < (uint)_semanticClasses.Length ? _semanticClasses[box.ClassId] : None;
            if (id == None || !(box.ExistenceProbability >= _scoreThreshold))
            {
                continue;
            }

            // Position and size are whole pixels first in the image, then again in the mask.
            var (x, y) = ((int)((int)box.X1 * scaleX), (int)((int)box.Y1 * scaleY));
            var (width, height) = ((int)((int)box.Width * scaleX), (int)((int)box.Height * scaleY));
            var (left, right) = (Math.Clamp(x, 0, mask.Width), Math.Clamp(x + width, 0, mask.Width));
            for (var row = Math.Max(y, 0); row < Math.Min(y + height, mask.Height); row++)
            {
                mask.Classes.Slice(row * mask.Width + left, right - left).Fill((byte)id);
            }
        }
    }
}
