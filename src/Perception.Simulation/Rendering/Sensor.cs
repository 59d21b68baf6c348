using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Perception.Simulation.Cameras;
using Perception.Simulation.Threading;

namespace Perception.Simulation.Rendering;

/// <summary>
/// Turns light into what a camera delivers: blur, glare, exposure, vignetting, noise and the tone curve, by rows.
/// </summary>
internal sealed unsafe class Sensor : IDisposable
{
    private const int CurveSteps = 4096;
    private const float CurveEnd = 1.25f;
    private readonly CameraIntrinsics _camera;
    private readonly WorkerPool _pool;
    private readonly LinearPicture _blurred;
    private readonly Glare _glare;
    private readonly byte[] _curve = new byte[CurveSteps + 1];
    private readonly Action<int, int> _blurRow;
    private readonly Action<int, int> _developRow;
    private LinearPicture? _light;
    private FrameBuffers? _frame;
    private SensorState _state;

    public Sensor(CameraIntrinsics camera, WorkerPool pool)
    {
        (_camera, _pool) = (camera, pool);
        _blurred = new LinearPicture(camera.Width, camera.Height);
        _glare = new Glare(camera.Width, camera.Height);
        (_blurRow, _developRow) = (BlurRow, DevelopRow);
        for (var i = 0; i <= CurveSteps; i++)
        {
            // A shoulder that lets highlights fade into white, then the gamma of sRGB.
            var x = i * CurveEnd / CurveSteps;
            var toned = x < 0.6f ? x : 0.6f + (0.4f * (1 - MathF.Exp(-(x - 0.6f) / 0.28f)));
            var gamma = toned <= 0.0031308f ? 12.92f * toned : (1.055f * MathF.Pow(toned, 1 / 2.4f)) - 0.055f;
            _curve[i] = (byte)Math.Clamp((255 * gamma) + 0.5f, 0, 255);
        }
    }

    // Share of each neighbour in a blur of three taps, narrow as a lens's is.
    private float Side => Math.Clamp(_state.BlurPixels * _state.BlurPixels * 0.5f, 0, 0.3f);

    public void Expose(LinearPicture light, FrameBuffers frame, in SensorState state)
    {
        (_light, _frame, _state) = (light, frame, state);
        _glare.Gather(light, state.Exposure, state.Bloom, _pool);
        _pool.Run(_camera.Height, _blurRow);
        _pool.Run(_camera.Height, _developRow);
    }

    public void Dispose() => _blurred.Dispose();

    private void BlurRow(int y, int worker)
    {
        var middle = Vector256.Create(1 - (2 * Side));
        var sides = Vector256.Create(Side);
        var (above, below) = (Math.Max(y - 1, 0), Math.Min(y + 1, _camera.Height - 1));
        for (var c = 0; c < 3; c++)
        {
            float* a = _light!.Row(c, above), m = _light.Row(c, y), b = _light.Row(c, below), to = _blurred.Row(c, y);
            for (var x = 0; x < _camera.Width; x += 8)
            {
                var sum = (Vector256.Load(m + x) * middle) + ((Vector256.Load(a + x) + Vector256.Load(b + x)) * sides);
                sum.Store(to + x);
            }

            (to[-1], to[_camera.Width]) = (to[0], to[_camera.Width - 1]);
        }
    }

    private void DevelopRow(int y, int worker)
    {
        var dy = (float)((y - _camera.Cy) / _camera.Width);
        var picture = _frame!.Picture;
        var target = picture.Data + (long)y * picture.Stride;
        Vector3 gain = new(_state.Exposure * _state.Warmth, _state.Exposure, _state.Exposure * (2 - _state.Warmth));
        var steps = stackalloc int[24];
        var glare = stackalloc float[24];
        var scale = 1f / _camera.Width;
        for (var x = 0; x < _camera.Width; x += 8)
        {
            var columns = Vector256.Create((float)x) + Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
            var dx = (columns - Vector256.Create((float)_camera.Cx)) * scale;
            var vignette = Vector256.Create(1f) - (((dx * dx) + Vector256.Create(dy * dy)) * (2 * _state.Vignette));
            var random = Random(x, y);
            if (_glare.IsBright) _glare.Read(x, y, glare);
            var streaks = _state.Rain > 0
                ? RainStreaks.At(x, y, _camera.Width, _state.Rain, _state.NoiseSeed)
                : Vector256<float>.Zero;
            for (var c = 0; c < 3; c++)
            {
                var row = _blurred.Row(c, y) + x;
                var light = (Vector256.Load(row) * (1 - (2 * Side))) +
                    ((Vector256.Load(row - 1) + Vector256.Load(row + 1)) * Side);
                if (_glare.IsBright) light += Vector256.Load(glare + (8 * c));
                light = (light * (vignette * gain[c])) + streaks;
                Steps(light, random).Store(steps + (8 * c));
                random *= 0x9e3779b1u;
                random ^= random >>> 15;
            }

            var count = Math.Min(8, _camera.Width - x);
            for (var i = 0; i < count; i++, target += 3)
            {
                target[0] = _curve[steps[16 + i]];
                target[1] = _curve[steps[8 + i]];
                target[2] = _curve[steps[i]];
            }
        }
    }

    private Vector256<uint> Random(int x, int y)
    {
        var h = (Vector256.Create((uint)x) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7)) * 0x85ebca6bu;
        h ^= Vector256.Create(((uint)y * 0xc2b2ae35) ^ ((uint)_state.NoiseSeed * 0x27d4eb2f));
        h = (h ^ (h >>> 15)) * 0x2c1b3c6du;
        h = (h ^ (h >>> 12)) * 0x297a2d39u;
        return h ^ (h >>> 15);
    }

    // Shot noise grows with the root of the light, read noise does not; the sum of two uniform numbers is bell-shaped
    // enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Steps(Vector256<float> light, Vector256<uint> random)
    {
        var sum = Vector256.ConvertToSingle(((random & Vector256.Create(0xffffu)) + (random >>> 16)).AsInt32());
        var bell = (sum * (1f / 65536)) - Vector256.Create(1f);
        var spread = (Vector256.Sqrt(Vector256.Max(light, Vector256<float>.Zero)) * 0.022f) + Vector256.Create(0.004f);
        var noisy = light + (bell * spread * _state.Gain);
        var clamped = Vector256.Min(Vector256.Max(noisy, Vector256<float>.Zero), Vector256.Create(CurveEnd));
        return Vector256.ConvertToInt32(clamped * (CurveSteps / CurveEnd));
    }
}
