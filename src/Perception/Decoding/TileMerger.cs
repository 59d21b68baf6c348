namespace Perception.Decoding;

/// <summary>
/// Brings detections of tiles, or of a crop at full resolution, and of the whole image together. All boxes are in
/// pixels of the whole image. Reuses its buffers.
/// </summary>
public sealed class TileMerger
{
    private readonly NonMaximumSuppression _suppression = new();
    private readonly float _marginPixels;
    private readonly float _threshold;
    private Detection[] _boxes = new Detection[512];
    private int _count;

    /// <param name="marginPixels">
    /// A box that comes nearer than this to an inner edge of its tile is cut there, and dropped.
    /// </param>
    /// <param name="threshold">Boxes of one class that overlap by more than this are one object.</param>
    public TileMerger(float marginPixels = 8, float threshold = 0.5f) =>
        (_marginPixels, _threshold) = (marginPixels, threshold);

    /// <summary>Begins a frame.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds the boxes of a tile of an image; the whole image is a tile too.</summary>
    public void Add(ReadOnlySpan<Detection> detections, in PixelRectangle tile, int imageWidth, int imageHeight)
    {
        foreach (ref readonly var box in detections)
        {
            if (!IsCut(box, tile, imageWidth, imageHeight))
            {
                Append(box);
            }
        }
    }

    /// <summary>
    /// Adds boxes of a crop; those of before that overlap one of them by more than the threshold give way to it,
    /// whatever their scores: the crop sees more of them.
    /// </summary>
    public void Replace(ReadOnlySpan<Detection> detections, in PixelRectangle crop, int imageWidth, int imageHeight)
    {
        var before = _count;
        Add(detections, crop, imageWidth, imageHeight);
        var kept = 0;
        for (var i = 0; i < before; i++)
        {
            if (!IsReplaced(_boxes[i], _boxes.AsSpan(before, _count - before)))
            {
                _boxes[kept++] = _boxes[i];
            }
        }

        _boxes.AsSpan(before, _count - before).CopyTo(_boxes.AsSpan(kept));
        _count -= before - kept;
    }

    /// <summary>The boxes without doubles, best first; valid until the next call.</summary>
    public ReadOnlySpan<Detection> Merge(int maximum = 300) =>
        _boxes.AsSpan(0, _suppression.Run(_boxes.AsSpan(0, _count), _threshold, classAgnostic: false, maximum));

    private bool IsCut(in Detection box, in PixelRectangle tile, int imageWidth, int imageHeight) =>
        (tile.X > 0 && box.X1 < tile.X + _marginPixels) ||
        (tile.Y > 0 && box.Y1 < tile.Y + _marginPixels) ||
        (tile.X + tile.Width < imageWidth && box.X2 > tile.X + tile.Width - _marginPixels) ||
        (tile.Y + tile.Height < imageHeight && box.Y2 > tile.Y + tile.Height - _marginPixels);

    private bool IsReplaced(in Detection box, ReadOnlySpan<Detection> others)
    {
        foreach (ref readonly var other in others)
        {
            if (other.ClassId == box.ClassId && other.IntersectionOverUnion(box) > _threshold)
            {
                return true;
            }
        }

        return false;
    }

    private void Append(in Detection box)
    {
        if (_count == _boxes.Length)
        {
            Array.Resize(ref _boxes, 2 * _count);
        }

        _boxes[_count++] = box;
    }
}
