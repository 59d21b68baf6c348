using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Perception.Simulation.Numerics;
using Perception.Simulation.Threading;
using Perception.Simulation.World;

namespace Perception.Simulation.Rendering;

/// <summary>
/// Depth as the sun sees the surroundings of the vehicle; straight from above where clouds spread its light.
/// </summary>
internal sealed unsafe class ShadowMap : IDisposable
{
    private const int Size = 768;
    private const double Half = 48;
    private const float TexelsPerMetre = (float)(Size / (2 * Half));

    // Eight places about a texel, far enough apart that no two fall together.
    private static readonly Vector256<float> DiscX =
        Vector256.Create(-0.33f, 0.55f, 0.91f, 0.42f, -0.28f, -0.86f, -0.76f, 0.08f);

    private static readonly Vector256<float> DiscY =
        Vector256.Create(-0.71f, -0.55f, 0.12f, 0.68f, 0.84f, 0.33f, -0.38f, 0.07f);

    private readonly RayTable _rays = RayTable.Orthographic(Size, Half);
    private readonly View _view;
    private readonly float* _closeness = (float*)NativeMemory.AlignedAlloc(Size * Size * sizeof(float), 64);
    private readonly Action<int, int> _drawTile;
    private TileBuffer[] _tiles = [];
    private Vector3 _right, _down, _forward, _eye;
    private float _radius;
    private float _bias;

    public ShadowMap()
    {
        _view = new View(_rays, orthographic: true);
        _drawTile = DrawTile;
    }

    public void Draw(Double3 centre, Atmosphere air, IReadOnlyList<Drawable> drawables, WorkerPool pool)
    {
        var forward = Double3.Normalize(-Double3.From(air.SharpShadows ? air.ToSun : Vector3.UnitZ));
        var right =
            Double3.Normalize(Double3.Cross(Math.Abs(forward.Z) < 0.99 ? Double3.UnitZ : Double3.UnitY, forward));
        var down = Double3.Cross(forward, right);
        (_right, _down, _forward, _eye) = (right.ToSingle(), down.ToSingle(), forward.ToSingle(), centre.ToSingle());
        // Clouds soften over a metre, the sun over what a texel blurs anyhow.
        _radius = air.SharpShadows ? 0.9f : 0.75f * TexelsPerMetre;
        _bias = air.SharpShadows ? 0.12f : 0.25f;
        while (_tiles.Length < pool.Count) _tiles = [.. _tiles, new TileBuffer()];
        _view.Look(new Transform(right, down, forward, centre), drawables, pool);
        pool.Run(Size / TileBuffer.Width * (Size / TileBuffer.Height), _drawTile);
    }

    /// <summary>1 where the light reaches a point, 0 in full shadow.</summary>
    public float LightAt(Vector3 world, Vector3 normal)
    {
        // A point just off the surface: texels are as wide as shadows are displaced.
        var p = world + (normal * 0.08f) - _eye;
        var u = (Vector3.Dot(p, _right) * TexelsPerMetre) + (Size / 2);
        var v = (Vector3.Dot(p, _down) * TexelsPerMetre) + (Size / 2);
        if (u < 8 || v < 8 || u > Size - 9 || v > Size - 9) return 1;
        var closeness = _bias - Vector3.Dot(p, _forward);
        var x = Vector256.ConvertToInt32(Vector256.Create(u) + (DiscX * _radius));
        var y = Vector256.ConvertToInt32(Vector256.Create(v) + (DiscY * _radius));
        var at = (y * Size) + x;
        var nearest = Vector256.Create(
            _closeness[at[0]], _closeness[at[1]], _closeness[at[2]], _closeness[at[3]], _closeness[at[4]],
            _closeness[at[5]], _closeness[at[6]], _closeness[at[7]]);
        var lit = Vector256.LessThan(nearest, Vector256.Create(closeness)).ExtractMostSignificantBits();
        return BitOperations.PopCount(lit) * (1f / 8);
    }

    public void Dispose()
    {
        foreach (var tile in _tiles) tile.Dispose();
        _rays.Dispose();
        NativeMemory.AlignedFree(_closeness);
    }

    private void DrawTile(int index, int worker)
    {
        const int Across = Size / TileBuffer.Width;
        var (tileX, tileY) = (index % Across, index / Across);
        var tile = _tiles[worker];
        TileRasterizer.Draw(_view, tileX * TileBuffer.BlocksAcross, tileY * TileBuffer.BlocksDown, tile,
            antialias: false, float.NegativeInfinity);
        for (var y = 0; y < TileBuffer.Height; y++)
        {
            var row = _closeness + (((tileY * TileBuffer.Height) + y) * Size) + (tileX * TileBuffer.Width);
            var source = tile.Closeness + (y / 8 * TileBuffer.BlocksAcross * RayTable.BlockPixels) + (y % 8 * 8);
            for (var block = 0; block < TileBuffer.BlocksAcross; block++)
            {
                new ReadOnlySpan<float>(source + (block * RayTable.BlockPixels), 8)
                    .CopyTo(new Span<float>(row + (block * 8), 8));
            }
        }
    }
}
