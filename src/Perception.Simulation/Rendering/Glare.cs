using System.Numerics;
using Perception.Simulation.Threading;

namespace Perception.Simulation.Rendering;

/// <summary>
/// Light of bright lamps that a lens spreads around them, computed on a picture of an eighth of the size.
/// </summary>
internal sealed unsafe class Glare
{
    private const int Step = 8;
    private readonly int _width;
    private readonly int _height;
    private readonly Vector3[] _spread;
    private readonly Vector3[] _scratch;
    private readonly Action<int, int> _gatherRow;
    private LinearPicture? _light;
    private float _threshold;
    private float _share;

    public Glare(int width, int height)
    {
        (_width, _height) = ((width + Step - 1) / Step, (height + Step - 1) / Step);
        (_spread, _scratch) = (new Vector3[_width * _height], new Vector3[_width * _height]);
        _gatherRow = GatherRow;
    }

    public void Gather(LinearPicture light, float exposure, float share, WorkerPool pool)
    {
        (_light, _threshold, _share) = (light, 1.3f / exposure, share);
        pool.Run(_height, _gatherRow);
        IsBright = _spread.AsSpan().ContainsAnyExcept(Vector3.Zero);
        if (!IsBright) return;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var row = 0; row < _height; row++)
            {
                Smooth(_spread.AsSpan(row * _width, _width), _scratch.AsSpan(row * _width, _width), 1);
            }

            Smooth(_scratch, _spread, _width);
        }
    }

    /// <summary>Whether anything is bright enough to spread.</summary>
    public bool IsBright { get; private set; }

    /// <summary>
    /// What spreads onto the eight pixels from (x, y) on: eight values of red, then green, then blue.
    /// </summary>
    public void Read(int x, int y, float* light)
    {
        var gy = Math.Max(0, (y - (Step / 2f) + 0.5f) / Step);
        var iy = Math.Min((int)gy, _height - 2);
        var v = Math.Min(gy - iy, 1);
        for (var i = 0; i < 8; i++)
        {
            var gx = Math.Max(0, (x + i - (Step / 2f) + 0.5f) / Step);
            var ix = Math.Min((int)gx, _width - 2);
            var u = Math.Min(gx - ix, 1);
            var at = (iy * _width) + ix;
            var sum = Vector3.Lerp(Vector3.Lerp(_spread[at], _spread[at + 1], u),
                Vector3.Lerp(_spread[at + _width], _spread[at + _width + 1], u), v);
            (light[i], light[8 + i], light[16 + i]) = (sum.X, sum.Y, sum.Z);
        }
    }

    private void GatherRow(int row, int worker)
    {
        for (var column = 0; column < _width; column++)
        {
            var sum = Vector3.Zero;
            for (var y = row * Step; y < Math.Min((row + 1) * Step, _light!.Height); y++)
            {
                float* r = _light.Row(0, y), g = _light.Row(1, y), b = _light.Row(2, y);
                for (var x = column * Step; x < Math.Min((column + 1) * Step, _light.Width); x++)
                {
                    if (r[x] > _threshold || g[x] > _threshold
                        || b[x] > _threshold) sum += Vector3.Min(new Vector3(r[x], g[x], b[x]),
                        new Vector3(40 * _threshold));
                }
            }

            _spread[(row * _width) + column] = sum * (_share / (Step * Step));
        }
    }

    private static void Smooth(ReadOnlySpan<Vector3> from, Span<Vector3> to, int step)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var before = i >= step ? from[i - step] : from[i];
            var after = i + step < from.Length ? from[i + step] : from[i];
            to[i] = (from[i] * 0.5f) + ((before + after) * 0.25f);
        }
    }
}
