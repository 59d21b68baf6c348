namespace Perception.Decoding.Lanes;

/// <summary>
/// Follows lane pixels from the lowest row upwards: runs of one type that continue a chain join it, others begin one.
/// Reuses its buffers.
/// </summary>
internal sealed class LaneTracer
{
    private const int MaximumChains = 96;
    private const float LeastGatePixels = 2.5f;

    // A line may skip that many rows before its chain ends; longer gaps are bridged afterwards.
    private const int RowsToWait = 3;

    // Chains of fewer rows are specks.
    private const int LeastRows = 3;

    private readonly LaneOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _types = new int[256];
    private readonly LaneChain[] _chains;
    private readonly int[] _open = new int[MaximumChains];
    private readonly bool[] _taken = new bool[MaximumChains];
    private readonly int[] _free = new int[MaximumChains];
    private int _count;
    private int _openCount;
    private int _freeCount;

    public LaneTracer(int width, int height, LaneOptions options)
    {
        (_width, _height, _options) = (width, height, options);
        _types.AsSpan().Fill(-1);
        for (var id = 0; id < options.TypeOfClass.Count; id++)
        {
            _types[id] = options.TypeOfClass[id];
        }

        _chains = [.. Enumerable.Range(0, MaximumChains).Select(_ => new LaneChain(height))];
    }

    /// <summary>The chains of a mask, valid until the next call. Probabilities may be empty.</summary>
    public Span<LaneChain> Trace(ReadOnlySpan<byte> classes, ReadOnlySpan<float> probabilities)
    {
        (_count, _openCount, _freeCount) = (0, 0, 0);
        for (var row = _height - 1; row >= 0; row--)
        {
            CloseOld(row);
            _taken.AsSpan(0, _openCount).Clear();
            TraceRow(row, classes.Slice(row * _width, _width),
                probabilities.IsEmpty ? default : probabilities.Slice(row * _width, _width));
        }

        DropSpecks();
        return _chains.AsSpan(0, _count);
    }

    private void CloseOld(int row)
    {
        var kept = 0;
        for (var i = 0; i < _openCount; i++)
        {
            if (_chains[_open[i]].Highest.Row - row <= RowsToWait + 1)
            {
                _open[kept++] = _open[i];
            }
            else if (_chains[_open[i]].Count < LeastRows)
            {
                _free[_freeCount++] = _open[i];
            }
        }

        _openCount = kept;
    }

    private void TraceRow(int row, ReadOnlySpan<byte> classes, ReadOnlySpan<float> probabilities)
    {
        var open = _openCount;
        for (var x = 0; x < classes.Length;)
        {
            var type = _types[classes[x]];
            if (type < 0)
            {
                x++;
                continue;
            }

            var start = x;
            while (x < classes.Length && _types[classes[x]] == type)
            {
                x++;
            }

            if (x - start <= _options.MaximumWidthFraction * _width)
            {
                Place(type, Middle(row, start, x, probabilities), open);
            }
        }
    }

    private static LanePoint Middle(int row, int start, int end, ReadOnlySpan<float> probabilities)
    {
        if (probabilities.IsEmpty)
        {
            return new LanePoint(row, (start + end - 1) / 2f, end - start, 1);
        }

        float sum = 0, moment = 0;
        for (var x = start; x < end; x++)
        {
            sum += probabilities[x];
            moment += probabilities[x] * (x - start);
        }

        return new LanePoint(row, sum > 0 ? start + moment / sum : (start + end - 1) / 2f, end - start,
            sum / (end - start));
    }

    private void Place(int type, in LanePoint point, int open)
    {
        var (nearest, distance) = (-1, double.PositiveInfinity);
        for (var i = 0; i < open; i++)
        {
            var chain = _chains[_open[i]];
            var off = Math.Abs(chain.PredictBeyond(-point.Row) - point.X);
            var gate = LeastGatePixels + 0.5f * Math.Max(point.Width, chain.Highest.Width);
            if (!_taken[i] && chain.Type == type && off <= gate && off < distance)
            {
                (nearest, distance) = (i, off);
            }
        }

        if (nearest >= 0)
        {
            _chains[_open[nearest]].Add(point);
            _taken[nearest] = true;
        }
        else if (_freeCount > 0 || _count < MaximumChains)
        {
            var index = _freeCount > 0 ? _free[--_freeCount] : _count++;
            _chains[index].Start(type, point);
            _taken[_openCount] = true;
            _open[_openCount++] = index;
        }
    }

    private void DropSpecks()
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_chains[i].Count < LeastRows)
            {
                Remove(i);
            }
        }
    }

    private void Remove(int index)
    {
        _count--;
        (_chains[index], _chains[_count]) = (_chains[_count], _chains[index]);
    }
}
