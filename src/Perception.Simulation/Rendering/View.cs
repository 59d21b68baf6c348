using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.Threading;
using Perception.Simulation.World;

namespace Perception.Simulation.Rendering;

/// <summary>
/// What can be seen from one place: drawables that are not outside, and their triangles set up for its ray table.
/// </summary>
internal sealed class View(RayTable rays, bool orthographic)
{
    /// <summary>Nothing nearer than this along the axis is seen, in metres.</summary>
    public const double Near = 0.05;

    private readonly Vector4 _window = WindowOf(rays);
    private TriangleSetup[] _setups = new TriangleSetup[1 << 14];
    private ViewDraw[] _draws = new ViewDraw[1 << 10];
    private Double3[][] _scratch = [];
    private Action<int, int>? _setUp;

    public RayTable Rays { get; } = rays;

    public Transform ViewFromWorld { get; private set; }

    public ReadOnlySpan<ViewDraw> Draws => _draws.AsSpan(0, DrawCount);

    public int DrawCount { get; private set; }

    public TriangleSetup[] Setups => _setups;

    /// <summary>Looks at the drawables from <paramref name="worldFromView"/>: z forward, x right, y down.</summary>
    public void Look(Transform worldFromView, IReadOnlyList<Drawable> drawables, WorkerPool pool)
    {
        ViewFromWorld = worldFromView.Inverse();
        Select(drawables);
        if (_scratch.Length < pool.Count) _scratch = [.. Enumerable.Range(0, pool.Count).Select(_ => new Double3[256])];
        _setUp ??= SetUp;
        pool.Run(DrawCount, _setUp);
    }

    private void Select(IReadOnlyList<Drawable> drawables)
    {
        var (count, triangles) = (0, 0);
        for (var i = 0; i < drawables.Count; i++)
        {
            var drawable = drawables[i];
            if (orthographic && !drawable.CastsShadow) continue;
            var viewFromMesh = ViewFromWorld * drawable.WorldFromMesh;
            if (IsOutside(viewFromMesh * Double3.From(drawable.Mesh.Centre), drawable.Mesh.Radius)) continue;
            if (count == _draws.Length) Array.Resize(ref _draws, 2 * count);
            var axes = drawable.WorldFromMesh;
            _draws[count++] = new ViewDraw
            {
                Drawable = drawable,
                ViewFromMesh = viewFromMesh,
                First = triangles,
                AxisX = axes.X.ToSingle(),
                AxisY = axes.Y.ToSingle(),
                AxisZ = axes.Z.ToSingle(),
            };
            triangles += drawable.Mesh.TriangleCount;
        }

        DrawCount = count;
        if (triangles > _setups.Length) _setups = new TriangleSetup[triangles * 3 / 2];
    }

    private bool IsOutside(Double3 centre, double radius)
    {
        if (orthographic)
        {
            return centre.X + radius < _window.X || centre.X - radius > _window.Y || centre.Y + radius < _window.Z
                || centre.Y - radius > _window.W;
        }

        return centre.Z < -radius
            || Beyond(centre.X, centre.Z, _window.Y, radius) || Beyond(-centre.X, centre.Z, -_window.X, radius)
            || Beyond(centre.Y, centre.Z, _window.W, radius) || Beyond(-centre.Y, centre.Z, -_window.Z, radius);
    }

    // Distance from the plane x = limit * z, which passes through the eye.
    private static bool Beyond(double x, double z, double limit, double radius) =>
        x - (limit * z) > radius * Math.Sqrt(1 + (limit * limit));

    private void SetUp(int index, int worker)
    {
        ref var draw = ref _draws[index];
        var mesh = draw.Drawable.Mesh;
        if (_scratch[worker].Length < mesh.Positions.Length) _scratch[worker] = new Double3[mesh.Positions.Length];
        var points = _scratch[worker];
        for (var i = 0; i < mesh.Positions.Length; i++) points[i] = draw.ViewFromMesh * Double3.From(mesh.Positions[i]);

        (draw.LowX, draw.HighX, draw.LowY, draw.HighY) =
            (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        var count = 0;
        for (var t = 0; t < mesh.TriangleCount; t++)
        {
            ref var setup = ref _setups[draw.First + count];
            var (a, b, c) =
                (points[mesh.Indices[3 * t]], points[mesh.Indices[(3 * t) + 1]], points[mesh.Indices[(3 * t) + 2]]);
            if (!(orthographic ? TriangleSetups.Orthographic(a, b, c, ref setup)
                : TriangleSetups.Perspective(a, b, c, ref setup))) continue;
            if (setup.HighX < _window.X || setup.LowX > _window.Y || setup.HighY < _window.Z || setup.LowY > _window.W)
            {
                continue;
            }
            if (orthographic && Rays.FallsBetweenCentres(setup.LowX, setup.HighX, setup.LowY, setup.HighY)) continue;
            (setup.Triangle, setup.Draw) = (t, index);
            draw.LowX = Math.Min(draw.LowX, setup.LowX);
            draw.HighX = Math.Max(draw.HighX, setup.HighX);
            draw.LowY = Math.Min(draw.LowY, setup.LowY);
            draw.HighY = Math.Max(draw.HighY, setup.HighY);
            count++;
        }

        draw.Count = count;
    }

    private static Vector4 WindowOf(RayTable rays)
    {
        var window = new Vector4(float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        foreach (var bounds in rays.Bounds)
        {
            window = new Vector4(
                Math.Min(window.X, bounds.LowX), Math.Max(window.Y, bounds.HighX), Math.Min(window.Z, bounds.LowY),
                Math.Max(window.W, bounds.HighY));
        }

        return window;
    }
}
