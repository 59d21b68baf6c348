namespace Perception.Geometry;

/// <summary>
/// Collects points into cubes: a hash table with open addressing that a new frame empties by counting on.
/// </summary>
internal sealed class VoxelGrid
{
    /// <summary>Cubes from the camera on in each direction; farther ones would be taken for others.</summary>
    public const int MostCells = 1 << (Bits - 1);

    private const int Bits = 21;

    private readonly float _perMetre;
    private readonly (long Key, int Frame, int Point)[] _slots;
    private readonly (float X, float Y, float Z, int Count)[] _sums;
    private readonly int _mask;
    private int _frame;
    private int _count;

    public VoxelGrid(float metres, int maximumPoints)
    {
        _perMetre = 1 / metres;
        var size = 1;
        while (size < 2 * maximumPoints)
        {
            size *= 2;
        }

        (_mask, _slots) = (size - 1, new (long, int, int)[size]);
        _sums = new (float, float, float, int)[maximumPoints];
    }

    public void Clear() => (_frame, _count) = (_frame + 1, 0);

    /// <summary>Whether the point is the first of its cube, which then gets the next index.</summary>
    public bool Add(float x, float y, float z)
    {
        var key = Cell(x) << (2 * Bits) | Cell(y) << Bits | Cell(z);
        var slot = (int)((ulong)(key * -7046029254386353131) >> 32) & _mask;
        while (_slots[slot].Frame == _frame)
        {
            if (_slots[slot].Key == key)
            {
                ref var sum = ref _sums[_slots[slot].Point];
                sum = (sum.X + x, sum.Y + y, sum.Z + z, sum.Count + 1);
                return false;
            }

            slot = (slot + 1) & _mask;
        }

        _slots[slot] = (key, _frame, _count);
        _sums[_count++] = (x, y, z, 1);
        return true;
    }

    public (float X, float Y, float Z) Mean(int index)
    {
        var (x, y, z, count) = _sums[index];
        return (x / count, y / count, z / count);
    }

    private long Cell(float metres) => (long)MathF.Floor(metres * _perMetre) & ((1L << Bits) - 1);
}
