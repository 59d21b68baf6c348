using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Simulation.Rendering;

/// <summary>Finds the nearest triangle at each sample of a tile, eight pixels at a time.</summary>
internal static unsafe class TileRasterizer
{
    // A rotated grid: samples 1 and 3 lie opposite each other, and so do 2 and 4.
    public const float MinorOffset = 0.125f;
    public const float MajorOffset = 0.375f;

    /// <summary>
    /// Draws all of a view that falls on the tile whose first block is (<paramref name="blockX"/>,
    /// <paramref name="blockY"/>).
    /// </summary>
    public static void Draw(View view, int blockX, int blockY, TileBuffer tile, bool antialias, float farthest)
    {
        tile.Clear(antialias ? TileBuffer.Samples : 1, farthest);
        var target = new Target(view.Rays, blockX, blockY, tile);
        var extent = target.Extent;
        var draws = view.Draws;
        var drawExtents = view.DrawExtents;
        for (var d = 0; d < draws.Length; d++)
        {
            if (!drawExtents[d].Meets(extent)) continue;
            var first = draws[d].First;
            var setupExtents = view.SetupExtents.Slice(first, draws[d].Count);
            for (var i = 0; i < setupExtents.Length; i++)
            {
                if (setupExtents[i].Meets(extent)) target.Draw(view.Setups[first + i], first + i, antialias);
            }
        }
    }

    private readonly ref struct Target
    {
        private readonly RayTable _rays;
        private readonly TileBuffer _tile;
        private readonly int _blockX;
        private readonly int _blockY;
        private readonly int _across;
        private readonly int _down;
        private readonly Columns _columnLow, _columnHigh;
        private readonly Rows _rowLow, _rowHigh;

        public Target(RayTable rays, int blockX, int blockY, TileBuffer tile)
        {
            (_rays, _tile, _blockX, _blockY) = (rays, tile, blockX, blockY);
            _across = Math.Min(TileBuffer.BlocksAcross, rays.BlocksAcross - blockX);
            _down = Math.Min(TileBuffer.BlocksDown, rays.BlocksDown - blockY);
            Extent = Extent.Empty;
            ((Span<float>)_columnLow).Fill(float.MaxValue);
            ((Span<float>)_columnHigh).Fill(float.MinValue);
            ((Span<float>)_rowLow).Fill(float.MaxValue);
            ((Span<float>)_rowHigh).Fill(float.MinValue);
            for (var by = 0; by < _down; by++)
            {
                for (var bx = 0; bx < _across; bx++)
                {
                    ref readonly var bounds = ref Bounds(bx, by);
                    (_columnLow[bx], _columnHigh[bx]) = (Math.Min(_columnLow[bx], bounds.LowX),
                        Math.Max(_columnHigh[bx], bounds.HighX));
                    (_rowLow[by], _rowHigh[by]) =
                        (Math.Min(_rowLow[by], bounds.LowY), Math.Max(_rowHigh[by], bounds.HighY));
                    Extent |= new Extent(bounds.LowX, bounds.HighX, bounds.LowY, bounds.HighY);
                }
            }
        }

        public Extent Extent { get; }

        public void Draw(in TriangleSetup t, int index, bool antialias)
        {
            // Most triangles are smaller than a block: find their few columns and rows before looking at blocks.
            var (left, right, top, bottom) = (0, _across, 0, _down);
            while (left < right && _columnHigh[left] < t.LowX) left++;
            while (left < right && _columnLow[right - 1] > t.HighX) right--;
            while (top < bottom && _rowHigh[top] < t.LowY) top++;
            while (top < bottom && _rowLow[bottom - 1] > t.HighY) bottom--;
            for (var by = top; by < bottom; by++)
            {
                for (var bx = left; bx < right; bx++)
                {
                    ref readonly var b = ref Bounds(bx, by);
                    if (t.HighX < b.LowX || t.LowX > b.HighX || t.HighY < b.LowY || t.LowY > b.HighY) continue;
                    if (Best(t.A0, t.B0, t.C0, b) < 0 || Best(t.A1, t.B1, t.C1, b) < 0 || Best(t.A2, t.B2, t.C2, b) < 0)
                    {
                        continue;
                    }
                    if (antialias) DrawFiveSamples(t, index, b, bx, by);
                    else DrawCentres(t, index, bx, by);
                }
            }
        }

        private ref readonly BlockBounds Bounds(int bx, int by) =>
            ref _rays.Bounds[((_blockY + by) * _rays.BlocksAcross) + _blockX + bx];

        // The largest value of a linear function over a block.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Best(float a, float b, float c, in BlockBounds bounds) =>
            c + (a * (a > 0 ? bounds.HighX : bounds.LowX)) + (b * (b > 0 ? bounds.HighY : bounds.LowY));

        private void DrawCentres(in TriangleSetup t, int index, int bx, int by)
        {
            var rays = (((_blockY + by) * _rays.BlocksAcross) + _blockX + bx) * RayTable.BlockPixels;
            var pixels = ((by * TileBuffer.BlocksAcross) + bx) * RayTable.BlockPixels;
            for (var i = 0; i < RayTable.BlockPixels; i += 8)
            {
                var x = Vector256.LoadAligned(_rays.X + rays + i);
                var y = Vector256.LoadAligned(_rays.Y + rays + i);
                Store(
                    Linear(t.A0, t.B0, t.C0, x, y), Linear(t.A1, t.B1, t.C1, x, y), Linear(t.A2, t.B2, t.C2, x, y),
                    Linear(t.AZ, t.BZ, t.CZ, x, y), index, pixels + i);
            }
        }

        private void DrawFiveSamples(in TriangleSetup t, int index, in BlockBounds b, int bx, int by)
        {
            var rays = (((_blockY + by) * _rays.BlocksAcross) + _blockX + bx) * RayTable.BlockPixels;
            var pixels = ((by * TileBuffer.BlocksAcross) + bx) * RayTable.BlockPixels;
            // How far each function moves from the centre to samples 1 (minor right, major down) and 2 (major left,
            // minor down).
            var (p0, q0) = Offsets(t.A0, t.B0, b);
            var (p1, q1) = Offsets(t.A1, t.B1, b);
            var (p2, q2) = Offsets(t.A2, t.B2, b);
            var (pz, qz) = Offsets(t.AZ, t.BZ, b);
            // No sample of a row can be inside where an edge function stays below minus its largest move.
            var reach0 = Vector256.Create(-Math.Max(Math.Abs(p0), Math.Abs(q0)));
            var reach1 = Vector256.Create(-Math.Max(Math.Abs(p1), Math.Abs(q1)));
            var reach2 = Vector256.Create(-Math.Max(Math.Abs(p2), Math.Abs(q2)));
            for (var i = 0; i < RayTable.BlockPixels; i += 8)
            {
                var x = Vector256.LoadAligned(_rays.X + rays + i);
                var y = Vector256.LoadAligned(_rays.Y + rays + i);
                var e0 = Linear(t.A0, t.B0, t.C0, x, y);
                var e1 = Linear(t.A1, t.B1, t.C1, x, y);
                var e2 = Linear(t.A2, t.B2, t.C2, x, y);
                var near = Vector256.GreaterThanOrEqual(e0, reach0) & Vector256.GreaterThanOrEqual(e1,
                    reach1) & Vector256.GreaterThanOrEqual(e2, reach2);
                if (near == Vector256<float>.Zero) continue;
                var z = Linear(t.AZ, t.BZ, t.CZ, x, y);
                Store(e0, e1, e2, z, index, pixels + i);
                StoreShifted(e0, e1, e2, z, p0, p1, p2, pz, index, pixels + i + TileBuffer.Pixels);
                StoreShifted(e0, e1, e2, z, q0, q1, q2, qz, index, pixels + i + (2 * TileBuffer.Pixels));
                StoreShifted(e0, e1, e2, z, -p0, -p1, -p2, -pz, index, pixels + i + (3 * TileBuffer.Pixels));
                StoreShifted(e0, e1, e2, z, -q0, -q1, -q2, -qz, index, pixels + i + (4 * TileBuffer.Pixels));
            }
        }

        private static (float P, float Q) Offsets(float a, float b, in BlockBounds at)
        {
            var right = (a * at.RightX) + (b * at.RightY);
            var down = (a * at.DownX) + (b * at.DownY);
            return ((MinorOffset * right) + (MajorOffset * down), (MinorOffset * down) - (MajorOffset * right));
        }

        // Products and sums stay apart: a fused operation would differ between processors.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Linear(float a, float b, float c, Vector256<float> x, Vector256<float> y) =>
            (x * a) + (y * b) + Vector256.Create(c);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void StoreShifted(
            Vector256<float> e0, Vector256<float> e1, Vector256<float> e2, Vector256<float> z,
            float s0, float s1, float s2, float sz, int index, int at) =>
            Store(e0 + Vector256.Create(s0), e1 + Vector256.Create(s1), e2 + Vector256.Create(s2),
                z + Vector256.Create(sz), index, at);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Store(Vector256<float> e0, Vector256<float> e1, Vector256<float> e2, Vector256<float> z, int index,
            int at)
        {
            var old = Vector256.LoadAligned(_tile.Closeness + at);
            var inside = Vector256.GreaterThanOrEqual(Vector256.Min(Vector256.Min(e0, e1), e2),
                Vector256<float>.Zero) & Vector256.GreaterThan(z, old);
            if (inside == Vector256<float>.Zero) return;
            Vector256.ConditionalSelect(inside, z, old).StoreAligned(_tile.Closeness + at);
            var ids = Vector256.LoadAligned(_tile.Setup + at);
            Vector256.ConditionalSelect(inside.AsInt32(), Vector256.Create(index), ids).StoreAligned(_tile.Setup + at);
        }
    }

    [InlineArray(TileBuffer.BlocksAcross)]
    private struct Columns
    {
        private float _first;
    }

    [InlineArray(TileBuffer.BlocksDown)]
    private struct Rows
    {
        private float _first;
    }
}
