using System.Numerics;
using Perception.Simulation.Cameras;
using Perception.Simulation.Numerics;
using Perception.Simulation.Threading;
using Perception.Simulation.Truth;
using Perception.Simulation.World;

namespace Perception.Simulation.Rendering;

/// <summary>
/// Renders what one camera sees, tile by tile: visibility, then shading, class, object and depth of each pixel.
/// </summary>
internal sealed unsafe class CameraRenderer : IDisposable
{
    private readonly Scene _scene;
    private readonly WorkerPool _pool;
    private readonly LinearPicture _light;
    private readonly Sensor _sensor;
    private readonly int _tilesAcross;
    private readonly int _tiles;
    private readonly TileBuffer[] _buffers;
    private readonly Action<int, int> _drawTile;
    private readonly SurfaceShader _shader;
    private FrameBuffers? _frame;

    public CameraRenderer(CameraIntrinsics camera, Scene scene, Lighting lighting, WorkerPool pool)
    {
        (Camera, _scene, _pool) = (camera, scene, pool);
        Rays = RayTable.Of(camera);
        View = new View(Rays, orthographic: false);
        _shader = new SurfaceShader(scene.Ground, lighting, View);
        _light = new LinearPicture(camera.Width, camera.Height);
        _sensor = new Sensor(camera, pool);
        _tilesAcross = (Rays.BlocksAcross + TileBuffer.BlocksAcross - 1) / TileBuffer.BlocksAcross;
        _tiles = _tilesAcross * ((Rays.BlocksDown + TileBuffer.BlocksDown - 1) / TileBuffer.BlocksDown);
        _buffers = [.. Enumerable.Range(0, pool.Count).Select(_ => new TileBuffer())];
        _drawTile = DrawTile;
    }

    public CameraIntrinsics Camera { get; }

    public RayTable Rays { get; }

    public View View { get; }

    public void Render(Transform worldFromOptical, in SensorState sensor, FrameBuffers frame)
    {
        View.Look(worldFromOptical, _scene.Drawables, _pool);
        _shader.LookFrom(worldFromOptical);
        _frame = frame;
        _pool.Run(_tiles, _drawTile);
        _sensor.Expose(_light, frame, sensor);
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        _sensor.Dispose();
        _light.Dispose();
        Rays.Dispose();
    }

    private void DrawTile(int index, int worker)
    {
        var (blockX, blockY) =
            (index % _tilesAcross * TileBuffer.BlocksAcross, index / _tilesAcross * TileBuffer.BlocksDown);
        var tile = _buffers[worker];
        TileRasterizer.Draw(View, blockX, blockY, tile, antialias: true, farthest: 0);
        for (var by = 0; by < TileBuffer.BlocksDown && blockY + by < Rays.BlocksDown; by++)
        {
            for (var bx = 0; bx < TileBuffer.BlocksAcross && blockX + bx < Rays.BlocksAcross; bx++)
            {
                DrawBlock(tile, ((by * TileBuffer.BlocksAcross) + bx) * RayTable.BlockPixels, blockX + bx, blockY + by);
            }
        }
    }

    private void DrawBlock(TileBuffer tile, int first, int blockX, int blockY)
    {
        var block = (blockY * Rays.BlocksAcross) + blockX;
        ref readonly var bounds = ref Rays.Bounds[block];
        for (var i = 0; i < RayTable.BlockPixels; i++)
        {
            var (u, v) = ((blockX * RayTable.BlockSize) + (i % RayTable.BlockSize),
                (blockY * RayTable.BlockSize) + (i / RayTable.BlockSize));
            if (u >= Camera.Width || v >= Camera.Height) continue;
            var (x, y) = (Rays.X[(block * RayTable.BlockPixels) + i], Rays.Y[(block * RayTable.BlockPixels) + i]);
            var centre = tile.Setup[first + i];
            var colour = ShadeSample(centre, x, y, bounds, out var semantic);
            Record(centre, semantic, (v * Camera.Width) + u);
            if (IsEdge(tile, first + i, centre)) colour = Smooth(tile, first + i, centre, colour, x, y, bounds);
            (_light.Row(0, v)[u], _light.Row(1, v)[u], _light.Row(2, v)[u]) = (colour.X, colour.Y, colour.Z);
        }
    }

    private Vector3 ShadeSample(int setup, float x, float y, in BlockBounds bounds, out SemanticClass semantic)
    {
        semantic = SemanticClass.Sky;
        return setup < 0 ? _shader.Sky(x, y) : _shader.Shade(View.Setups[setup], x, y, bounds, out semantic);
    }

    private void Record(int setup, SemanticClass semantic, int pixel)
    {
        _frame!.Semantic[pixel] = (byte)semantic;
        if (setup < 0)
        {
            (_frame.Instance[pixel], _frame.DepthMetres[pixel]) = (0, float.NaN);
            return;
        }

        ref readonly var t = ref View.Setups[setup];
        var drawable = View.Draws[t.Draw].Drawable;
        _frame.Instance[pixel] = (ushort)drawable.Instance;
        _frame.DepthMetres[pixel] =
            (float)(1 / ((t.ExactAZ * Rays.ExactX[pixel]) + (t.ExactBZ * Rays.ExactY[pixel]) + t.ExactCZ));
    }

    private bool IsEdge(TileBuffer tile, int at, int centre)
    {
        for (var k = 1; k < TileBuffer.Samples; k++)
        {
            if (!SameSurface(tile.Setup[(k * TileBuffer.Pixels) + at], centre)) return true;
        }

        return false;
    }

    private bool SameSurface(int a, int b) =>
        a == b || (a >= 0 && b >= 0 && (View.Setups[a].Draw == View.Setups[b].Draw ||
            LooksAlike(View.Setups[a].Draw, View.Setups[b].Draw)));

    // Pieces of one ground, and parts of one object far away, have colours that need no second look.
    private bool LooksAlike(int a, int b)
    {
        const double Far = 35;
        ref readonly var first = ref View.Draws[a];
        var second = View.Draws[b].Drawable;
        if (first.Drawable.Instance != second.Instance) return false;
        return second.Instance == 0
            ? !second.CastsShadow && ReferenceEquals(first.Drawable.Materials, second.Materials)
            : first.ViewFromMesh.Origin.Z > Far;
    }

    // The mean of the four outer samples; those on the surface of the centre have its colour.
    private Vector3 Smooth(TileBuffer tile, int at, int centre, Vector3 colour, float x, float y, in BlockBounds b)
    {
        const float P = TileRasterizer.MinorOffset;
        const float Q = TileRasterizer.MajorOffset;
        var sum = Vector3.Zero;
        var (otherSetup, otherColour) = (centre, colour);
        for (var k = 1; k < TileBuffer.Samples; k++)
        {
            var setup = tile.Setup[(k * TileBuffer.Pixels) + at];
            if (SameSurface(setup, centre))
            {
                sum += colour;
                continue;
            }

            if (otherSetup == centre || !SameSurface(setup, otherSetup))
            {
                var (right, down) = k switch { 1 => (P, Q), 2 => (-Q, P), 3 => (-P, -Q), _ => (Q, -P) };
                otherSetup = setup;
                otherColour = ShadeSample(
                    setup, x + (right * b.RightX) + (down * b.DownX), y + (right * b.RightY) + (down * b.DownY), b,
                    out _);
            }

            sum += otherColour;
        }

        return sum / 4;
    }
}
