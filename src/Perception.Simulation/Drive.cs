using System.Numerics;
using Perception.Simulation.Cameras;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Threading;
using Perception.Simulation.Truth;
using Perception.Simulation.World;

namespace Perception.Simulation;

/// <summary>A drive through a generated world: advance it, then take pictures with every camera of the rig.</summary>
public sealed class Drive : IDisposable
{
    private const double StepSeconds = 0.01;
    private readonly WorkerPool _pool;
    private readonly ShadowMap _shadows = new();
    private readonly List<PointLight> _lamps = [];
    private readonly CameraRenderer[] _renderers;
    private readonly TruthBuilder[] _truths;
    private readonly Traffic _traffic;
    private readonly LaneTraveller _ego;
    private readonly SensorState _sensor;
    private readonly double _tolerance;
    private long _steps;
    private long _shadowSteps = -1;
    private bool _disposed;

    public Drive(DriveOptions options)
    {
        var random = new SeededRandom(options.Seed).Fork(1000);
        Seed = options.Seed;
        Surroundings = options.Surroundings ?? (Surroundings)random.Integer(0, 4);
        Conditions = options.Conditions ?? (Conditions)random.Integer(0, 6);
        Rig = options.Rig ?? [CameraRig.Front(options.Width, options.Height, random.Fork(1))];
        (Scene, _traffic, _ego) = SceneBuilder.Build(options.Seed, Surroundings, Conditions);
        _pool = new WorkerPool(options.Threads);
        var lighting = new Lighting(Scene.Air, _shadows, _lamps);
        _renderers = [.. Rig.Select(mount => new CameraRenderer(mount.Intrinsics, Scene, lighting, _pool))];
        _truths = [.. Rig.Select(mount => new TruthBuilder(Scene, mount, _pool))];
        var optics = random.Fork(2);
        var dark = Scene.Air.Exposure > 3;
        _sensor = new SensorState(
            Scene.Air.Exposure * optics.Range(0.85f, 1.2f), dark ? optics.Range(1f, 2.4f) : optics.Range(0.2f, 1.1f),
            optics.Range(0.35f, 0.75f),
            optics.Range(0f, 0.5f), optics.Range(0.95f, 1.06f), Scene.Air.Rain, dark ? 0.35f : 0.12f, 0);
        // About three quarters of the finest camera's pixel.
        _tolerance = 0.75 / Rig.Max(mount => mount.Intrinsics.Fx);
        PlaceEgo();
    }

    /// <summary>What everything random of this drive was drawn from.</summary>
    public ulong Seed { get; }

    public Surroundings Surroundings { get; }

    public Conditions Conditions { get; }

    public IReadOnlyList<CameraMount> Rig { get; }

    /// <summary>Simulated seconds since the start.</summary>
    public double Time => _steps * StepSeconds;

    /// <summary>Where the vehicle is: base_link, on the ground below the rear axle, in the map.</summary>
    public Transform MapFromBase { get; private set; }

    /// <summary>Metres a second along the vehicle's x axis.</summary>
    public double Speed => _ego.Speed;

    /// <summary>Radians a second, to the left.</summary>
    public double YawRate => _ego.YawRate;

    /// <summary>Whether the road is at its end.</summary>
    public bool HasEnded => _ego.S > _ego.Road.Length - 90;

    internal Scene Scene { get; }

    internal IReadOnlyList<CameraRenderer> Renderers => _renderers;

    /// <summary>Lets time pass, in whole steps of 10 ms.</summary>
    public void Advance(double seconds)
    {
        for (var i = Math.Round(seconds / StepSeconds); i > 0; i--)
        {
            _traffic.Step(StepSeconds);
            _steps++;
        }

        _traffic.Place();
        PlaceEgo();
    }

    /// <summary>Takes a picture with a camera of the rig.</summary>
    /// <exception cref="ArgumentException">The frame is not of that camera's size.</exception>
    public void Render(int camera, FrameBuffers frame)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var lens = Rig[camera].Intrinsics;
        if ((frame.Width, frame.Height) != (lens.Width, lens.Height))
        {
            throw new ArgumentException(
                $"the camera '{Rig[camera].Name}' takes pictures of {lens.Width}x{lens.Height}, and the frame has " +
                $"{frame.Width}x{frame.Height}", nameof(frame));
        }

        var worldFromOptical = MapFromBase * Rig[camera].BaseFromOptical;
        if (_shadowSteps != _steps)
        {
            _shadowSteps = _steps;
            foreach (var drawable in Scene.Drawables)
            {
                if (drawable.HasDetail) drawable.ChooseDetail(MapFromBase.Origin, _tolerance);
            }

            _shadows.Draw(MapFromBase * new Double3(26, 0, 0), Scene.Air, Scene.Drawables, _pool);
            Headlamps.Gather(Scene, MapFromBase, _lamps);
        }

        var noise = (int)Hash.Mix((Seed * 31) + (ulong)(_steps * 16) + (ulong)camera);
        _renderers[camera].Render(worldFromOptical, _sensor with { NoiseSeed = noise }, frame);
    }

    /// <summary>
    /// What is true of the picture that <see cref="Render"/> put into the frame last with this camera.
    /// </summary>
    public FrameTruth Truth(int camera, FrameBuffers frame)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _truths[camera].Build(_renderers[camera].View, frame, Time, MapFromBase, _ego);
    }

    public void Dispose()
    {
        // What the renderers hold is native memory, to be freed once.
        if (_disposed) return;
        _disposed = true;
        foreach (var renderer in _renderers) renderer.Dispose();
        _shadows.Dispose();
        _pool.Dispose();
    }

    private void PlaceEgo()
    {
        var (x, y, heading) = _ego.Position();
        var middle = Scene.Standing(x, y, heading, 2.7);
        // The springs give way to bumps of the road and to braking.
        var t = _ego.Travelled;
        var pitch = (0.0035 * Math.Sin(t * 0.9)) + (0.002 * Math.Sin((t * 2.3) + 1)) - (0.004 * _ego.Acceleration);
        var roll = (0.003 * Math.Sin((t * 0.7) + 2)) - (0.012 * _ego.YawRate);
        MapFromBase = middle * Transform.At(new Double3(-1.35, 0, 0), 0, pitch, roll);
    }
}
