using Perception.Preprocessing;

namespace Perception.Decoding;

/// <summary>
/// Takes the letterbox off a network's map (classes, depth, confidence) and brings it to a size by the nearest pixel,
/// counted from pixel centres as OpenCV's INTER_NEAREST_EXACT does it. Its tables are made once for each geometry.
/// </summary>
public sealed class MaskSampler
{
    private readonly int[] _columns;
    private readonly int[] _rows;
    private readonly int _mapWidth;
    private readonly int _mapHeight;
    private readonly bool _isCut;

    private MaskSampler(int[] columns, int[] rows, int mapWidth, int mapHeight)
    {
        (_columns, _rows, _mapWidth, _mapHeight) = (columns, rows, mapWidth, mapHeight);
        _isCut = columns.SequenceEqual(Enumerable.Range(columns[0], columns.Length));
    }

    /// <summary>Size of the map that is sampled.</summary>
    public int MapWidth => _mapWidth;

    /// <inheritdoc cref="MapWidth"/>
    public int MapHeight => _mapHeight;

    /// <summary>Column of the map that the first one here is.</summary>
    public int Left => _columns[0];

    /// <summary>Row of the map that the first one here is.</summary>
    public int Top => _rows[0];

    public int Width => _columns.Length;

    public int Height => _rows.Length;

    /// <summary>
    /// To any size; the map may be coarser than the network's input of <paramref name="inputWidth"/>.
    /// </summary>
    public static MaskSampler Of(
        in LetterboxTransform transform, int inputWidth, int inputHeight, int mapWidth, int mapHeight,
        int width, int height)
    {
        var (scaleX, offsetX) = (transform.ScaleX * mapWidth / inputWidth, transform.OffsetX * mapWidth / inputWidth);
        var (scaleY, offsetY) = (transform.ScaleY * mapHeight / inputHeight,
            transform.OffsetY * mapHeight / inputHeight);
        return new MaskSampler(
            Table(width, (double)transform.SourceWidth / width * scaleX, offsetX, mapWidth),
            Table(height, (double)transform.SourceHeight / height * scaleY, offsetY, mapHeight), mapWidth, mapHeight);
    }

    /// <summary>
    /// To the size that the picture has in the map: the letterbox is cut off and nothing resized, as Autoware publishes
    /// masks.
    /// </summary>
    public static MaskSampler Native(in LetterboxTransform transform, int inputWidth, int inputHeight, int mapWidth,
        int mapHeight)
    {
        var width = Math.Clamp((int)(transform.SourceWidth * transform.ScaleX * mapWidth / inputWidth), 1, mapWidth);
        var height = Math.Clamp((int)(transform.SourceHeight * transform.ScaleY * mapHeight / inputHeight), 1,
            mapHeight);
        var left = Math.Clamp((int)(transform.OffsetX * mapWidth / inputWidth), 0, mapWidth - width);
        var top = Math.Clamp((int)(transform.OffsetY * mapHeight / inputHeight), 0, mapHeight - height);
        return new MaskSampler(
            [.. Enumerable.Range(left, width)], [.. Enumerable.Range(top, height)], mapWidth, mapHeight);
    }

    /// <summary>Fills <see cref="Width"/> times <see cref="Height"/> values.</summary>
    public void Sample<T>(ReadOnlySpan<T> map, Span<T> target) where T : unmanaged
    {
        if (map.Length != _mapWidth * _mapHeight || target.Length < Width * Height)
        {
            throw new ArgumentException($"{map.Length} values are not {_mapWidth}x{_mapHeight}, " +
                $"or {target.Length} have no room for {Width}x{Height}");
        }

        var above = -1;
        for (var y = 0; y < _rows.Length; y++)
        {
            var row = target.Slice(y * Width, Width);
            if (_rows[y] == above)
            {
                target.Slice((y - 1) * Width, Width).CopyTo(row);
                continue;
            }

            above = _rows[y];
            var from = map.Slice(above * _mapWidth, _mapWidth);
            if (_isCut)
            {
                from.Slice(_columns[0], row.Length).CopyTo(row);
                continue;
            }

            for (var x = 0; x < row.Length; x++)
            {
                row[x] = from[_columns[x]];
            }
        }
    }

    // Scales are floats: a centre that falls on an edge between two pixels must not slip to the one before it.
    private static int[] Table(int size, double scale, double offset, int mapSize) =>
        [.. Enumerable.Range(0, size).Select(
            i => Math.Clamp((int)Math.Floor((i + 0.5) * scale + offset + 1e-4), 0, mapSize - 1))];
}
