using System.Numerics;
using System.Runtime.Intrinsics;
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
    private readonly Vector256<double> _slants = SlantsOf(WindowOf(rays));
    private TriangleSetup[] _setups = new TriangleSetup[1 << 14];
    private Extent[] _setupExtents = new Extent[1 << 14];
    private ViewDraw[] _draws = new ViewDraw[1 << 10];
    private Extent[] _drawExtents = new Extent[1 << 10];
    private Double3[][] _scratch = [];
    private Action<int, int>? _setUp;

    public RayTable Rays { get; } = rays;

    public Transform ViewFromWorld { get; private set; }

    public ReadOnlySpan<ViewDraw> Draws => _draws.AsSpan(0, DrawCount);

    public int DrawCount { get; private set; }

    public TriangleSetup[] Setups => _setups;

    /// <summary>What each of the drawables covers; apart from them, since all are looked at for each tile.</summary>
    public ReadOnlySpan<Extent> DrawExtents => _drawExtents.AsSpan(0, DrawCount);

    /// <summary>What each of the set-ups covers.</summary>
    public ReadOnlySpan<Extent> SetupExtents => _setupExtents;

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
            var centre = ViewFromWorld * (drawable.WorldFromMesh * Double3.From(drawable.Mesh.Centre));
            if (IsOutside(centre, drawable.Mesh.Radius)) continue;
            if (count == _draws.Length)
            {
                Array.Resize(ref _draws, 2 * count);
                _drawExtents = new Extent[2 * count];
            }

            (_draws[count].Drawable, _draws[count].First) = (drawable, triangles);
            count++;
            triangles += drawable.Mesh.TriangleCount;
        }

        DrawCount = count;
        if (triangles > _setups.Length)
        {
            _setups = new TriangleSetup[triangles * 3 / 2];
            _setupExtents = new Extent[_setups.Length];
        }
    }

    private bool IsOutside(Double3 centre, double radius)
    {
        if (orthographic)
        {
            return centre.X + radius < _window.X || centre.X - radius > _window.Y || centre.Y + radius < _window.Z
                || centre.Y - radius > _window.W;
        }

        return centre.Z < -radius
            || (_window.X * centre.Z) - centre.X > radius * _slants[0]
            || centre.X - (_window.Y * centre.Z) > radius * _slants[1]
            || (_window.Z * centre.Z) - centre.Y > radius * _slants[2]
            || centre.Y - (_window.W * centre.Z) > radius * _slants[3];
    }

    private void SetUp(int index, int worker)
    {
        ref var draw = ref _draws[index];
        var (mesh, pose) = (draw.Drawable.Mesh, draw.Drawable.WorldFromMesh);
        draw.ViewFromMesh = ViewFromWorld * pose;
        (draw.AxisX, draw.AxisY, draw.AxisZ) = (pose.X.ToSingle(), pose.Y.ToSingle(), pose.Z.ToSingle());
        if (_scratch[worker].Length < mesh.Positions.Length) _scratch[worker] = new Double3[mesh.Positions.Length];
        var points = _scratch[worker];
        for (var i = 0; i < mesh.Positions.Length; i++) points[i] = draw.ViewFromMesh * Double3.From(mesh.Positions[i]);

        var (count, extent) = (0, Extent.Empty);
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
            var covered = new Extent(setup.LowX, setup.HighX, setup.LowY, setup.HighY);
            _setupExtents[draw.First + count] = covered;
            extent |= covered;
            count++;
        }

        (draw.Count, _drawExtents[index]) = (count, extent);
    }

    // How much farther than along the axis a plane x = limit * z, which passes through the eye, is from a point.
    private static Vector256<double> SlantsOf(Vector4 limits) => Vector256.Create(
        Math.Sqrt(1 + ((double)limits.X * limits.X)), Math.Sqrt(1 + ((double)limits.Y * limits.Y)),
        Math.Sqrt(1 + ((double)limits.Z * limits.Z)), Math.Sqrt(1 + ((double)limits.W * limits.W)));

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
