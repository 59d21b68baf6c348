namespace Perception.Simulation.Roads;

/// <summary>All roads of a map, found by place through a grid.</summary>
internal sealed class RoadNetwork
{
    private const double Cell = 8;
    private readonly double _extent;
    private readonly int _cells;
    private readonly (Road Road, int Segment)[][] _grid;

    /// <summary>
    /// The map reaches from -extent to +extent metres each way; roads are found up to <paramref name="reach"/> beside
    /// them.
    /// </summary>
    public RoadNetwork(IReadOnlyList<Road> roads, double extent, double reach)
    {
        (Roads, _extent, _cells) = (roads, extent, (int)Math.Ceiling(2 * extent / Cell));
        var grid = new HashSet<(Road, int)>[_cells * _cells];
        foreach (var road in roads)
        {
            for (var i = 0; i < road.Segments.Length; i++) Mark(grid, road, i, road.HalfWidth + reach);
        }

        // Sorted, since the order of a set is not that of the roads.
        _grid = [.. grid.Select(cell =>
            cell is null ? [] : cell.OrderBy(e => e.Item1.Seed).ThenBy(e => e.Item2).ToArray())];
    }

    public IReadOnlyList<Road> Roads { get; }

    /// <summary>Roads a point is on or near, at most as many as there is room for.</summary>
    public int Locate(double x, double y, Span<RoadHit> hits)
    {
        var (cx, cy) = ((int)Math.Floor((x + _extent) / Cell), (int)Math.Floor((y + _extent) / Cell));
        if ((uint)cx >= (uint)_cells || (uint)cy >= (uint)_cells) return 0;
        var count = 0;
        foreach (var (road, segment) in _grid[(cy * _cells) + cx])
        {
            if (count < hits.Length &&
                road.Segments[segment].Locate(x, y, out var s, out var offset, out var cosine, out var sine))
            {
                hits[count++] = new RoadHit(road, s, offset, cosine, sine);
            }
        }

        return count;
    }

    /// <summary>Metres to the nearest carriageway, negative on it; the reach of the grid where there is none.</summary>
    public double Clearance(double x, double y, double none = 20)
    {
        var room = default(RoadHits);
        Span<RoadHit> hits = room;
        var count = Locate(x, y, hits);
        foreach (var hit in hits[..count]) none = Math.Min(none, hit.Outside);
        return none;
    }

    private void Mark(HashSet<(Road, int)>[] grid, Road road, int index, double reach)
    {
        var segment = road.Segments[index];
        var steps = (int)Math.Ceiling(segment.Length / 4);
        var radius = (int)Math.Ceiling((reach + 4) / Cell);
        for (var i = 0; i <= steps; i++)
        {
            var (x, y, _) = segment.At(segment.Length * i / steps);
            var (cx, cy) = ((int)Math.Floor((x + _extent) / Cell), (int)Math.Floor((y + _extent) / Cell));
            for (var gy = Math.Max(0, cy - radius); gy <= Math.Min(_cells - 1, cy + radius); gy++)
            {
                for (var gx = Math.Max(0, cx - radius); gx <= Math.Min(_cells - 1, cx + radius); gx++)
                {
                    (grid[(gy * _cells) + gx] ??= []).Add((road, index));
                }
            }
        }
    }
}
