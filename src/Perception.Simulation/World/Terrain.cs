using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.World;

/// <summary>Gentle hills: heights on a grid, and between them exactly the triangles that are drawn.</summary>
internal sealed class Terrain
{
    private const double Cell = 8;
    private const int ChunkCells = 8;
    private const double FarExtent = 2600;

    private readonly (double X, double Y, double Phase, double Height)[] _waves;
    private readonly double _extent;
    private readonly int _cells;
    private readonly float[] _heights;

    public Terrain(double extent, double hilliness, SeededRandom random)
    {
        _extent = extent;
        _cells = (int)(2 * extent / Cell);
        _waves = new (double, double, double, double)[4];
        for (var i = 0; i < _waves.Length; i++)
        {
            var length = random.Range(220.0, 600);
            var direction = random.Range(0, 2 * Math.PI);
            var k = 2 * Math.PI / length;
            _waves[i] = (k * Math.Cos(direction), k * Math.Sin(direction), random.Range(0, 2 * Math.PI),
                hilliness * length / 400);
        }

        _heights = new float[(_cells + 1) * (_cells + 1)];
        for (var i = 0; i < _heights.Length; i++)
        {
            _heights[i] = (float)Wave((i % (_cells + 1) * Cell) - extent, (i / (_cells + 1) * Cell) - extent);
        }
    }

    /// <summary>Height of the surface above zero.</summary>
    public double Height(double x, double y)
    {
        var (gx, gy) =
            (Math.Clamp((x + _extent) / Cell, 0, _cells - 1e-9), Math.Clamp((y + _extent) / Cell, 0, _cells - 1e-9));
        var (ix, iy) = ((int)gx, (int)gy);
        var (u, v) = (gx - ix, gy - iy);
        double a = At(ix, iy), b = At(ix + 1, iy), c = At(ix + 1, iy + 1), d = At(ix, iy + 1);
        return u >= v ? a + ((b - a) * u) + ((c - b) * v) : a + ((c - d) * u) + ((d - a) * v);
    }

    /// <summary>
    /// How the surface stands at a place, seen along a heading: pitch (nose down positive) and roll over a body's
    /// length.
    /// </summary>
    public (double Pitch, double Roll) Tilt(double x, double y, double heading, double length = 2.6, double width = 1.6)
    {
        var (sin, cos) = Math.SinCos(heading);
        var (l, w) = (length / 2, width / 2);
        var ahead = Height(x + (l * cos), y + (l * sin)) - Height(x - (l * cos), y - (l * sin));
        var left = Height(x - (w * sin), y + (w * cos)) - Height(x + (w * sin), y - (w * cos));
        return (-Math.Atan2(ahead, length), Math.Atan2(left, width));
    }

    /// <summary>The surface in pieces of 64 m, and a coarse apron up to the horizon.</summary>
    public IEnumerable<Mesh> Meshes()
    {
        for (var cy = 0; cy < _cells; cy += ChunkCells)
        {
            for (var cx = 0; cx < _cells; cx += ChunkCells) yield return Chunk(cx, cy);
        }

        foreach (var mesh in Apron()) yield return mesh;
    }

    private Mesh Chunk(int cx, int cy)
    {
        var builder = new MeshBuilder();
        for (var y = cy; y < Math.Min(cy + ChunkCells, _cells); y++)
        {
            for (var x = cx; x < Math.Min(cx + ChunkCells, _cells); x++)
            {
                var (a, b, c, d) = (Point(x, y), Point(x + 1, y), Point(x + 1, y + 1), Point(x, y + 1));
                builder.Triangle(a, b, c).Triangle(a, c, d);
            }
        }

        return builder.Build(80);
    }

    // Rings of ever larger quads that begin at the edge of the map and rise a little, so that no gap shows below the
    // sky.
    private IEnumerable<Mesh> Apron()
    {
        const int PerSide = 16;
        double[] radii = [_extent, _extent * 1.35, _extent * 2, FarExtent];
        for (var ring = 0; ring + 1 < radii.Length; ring++)
        {
            for (var side = 0; side < 4; side++)
            {
                var builder = new MeshBuilder();
                for (var i = 0; i < PerSide; i++)
                {
                    builder.Quad(
                        Outer(radii[ring + 1], side, (double)i / PerSide, ring + 1),
                        Outer(radii[ring + 1], side, (i + 1.0) / PerSide, ring + 1),
                        Outer(radii[ring], side, (i + 1.0) / PerSide, ring),
                        Outer(radii[ring], side, (double)i / PerSide, ring));
                }

                yield return builder.Build(80);
            }
        }
    }

    private Vector3 Outer(double radius, int side, double t, int ring)
    {
        var along = (2 * t) - 1;
        var (x, y) = side switch { 0 => (along, -1.0), 1 => (1.0, along), 2 => (-along, 1.0), _ => (-1.0, -along) };
        (x, y) = (x * radius, y * radius);
        var height = ring == 0 ? Height(x, y) - 0.3 : Wave(x, y) + (ring * 3);
        return new Vector3((float)x, (float)y, (float)height);
    }

    private Vector3 Point(int ix, int iy) => new((float)((ix * Cell) - _extent), (float)((iy * Cell) - _extent),
        _heights[(iy * (_cells + 1)) + ix]);

    private float At(int ix, int iy) => _heights[(iy * (_cells + 1)) + ix];

    private double Wave(double x, double y)
    {
        var height = 0.0;
        foreach (var wave in _waves) height += wave.Height * Math.Sin((wave.X * x) + (wave.Y * y) + wave.Phase);
        return height;
    }
}
