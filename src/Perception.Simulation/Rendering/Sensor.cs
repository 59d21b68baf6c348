using System.Numerics;
using System.Runtime.Intrinsics;
using Perception.Simulation.Cameras;
using Perception.Simulation.Numerics;
using Perception.Simulation.Threading;

namespace Perception.Simulation.Rendering;

/// <summary>Turns light into what a camera delivers: blur, glare, exposure, vignetting, noise and the tone curve, by rows.</summary>
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

    public void Expose(LinearPicture light, FrameBuffers frame, in SensorState state)
    {
        (_light, _frame, _state) = (light, frame, state);
        _glare.Gather(light, state.Exposure, state.Bloom, _pool);
        _pool.Run(_camera.Height, _blurRow);
        _pool.Run(_camera.Height, _developRow);
    }

    public void Dispose() => _blurred.Dispose();

    // Three taps each way make a Gaussian narrow enough for a lens; the vertical pass reads neighbours of the source directly.
    private void BlurRow(int y, int worker)
    {
        var side = Math.Clamp(_state.BlurPixels * _state.BlurPixels * 0.5f, 0, 0.3f);
        var middle = Vector256.Create(1 - (2 * side));
        var sides = Vector256.Create(side);
        var (above, below) = (Math.Max(y - 1, 0), Math.Min(y + 1, _camera.Height - 1));
        for (var c = 0; c < 3; c++)
        {
            float* a = _light!.Row(c, above), m = _light.Row(c, y), b = _light.Row(c, below), to = _blurred.Row(c, y);
            for (var x = 0; x < _camera.Width; x += 8)
            {
                var sum = (Vector256.Load(m + x) * middle) + ((Vector256.Load(a + x) + Vector256.Load(b + x)) * sides);
                sum.Store(to + x);
            }
        }
    }

    private void DevelopRow(int y, int worker)
    {
        var side = Math.Clamp(_state.BlurPixels * _state.BlurPixels * 0.5f, 0, 0.3f);
        var picture = _frame!.Picture;
        var target = picture.Data + (long)y * picture.Stride;
        var dy = (float)((y - _camera.Cy) / _camera.Width);
        Vector3 gain = new(_state.Exposure * _state.Warmth, _state.Exposure, _state.Exposure * (2 - _state.Warmth));
        float* r = _blurred.Row(0, y), g = _blurred.Row(1, y), b = _blurred.Row(2, y);
        var last = _camera.Width - 1;
        for (var x = 0; x <= last; x++)
        {
            var (left, right) = (Math.Max(x - 1, 0), Math.Min(x + 1, last));
            var light = new Vector3(r[x], g[x], b[x]);
            var beside = new Vector3(r[left] + r[right], g[left] + g[right], b[left] + b[right]);
            light = (light * (1 - (2 * side))) + (beside * side);
            light += _glare.At(x, y);
            var dx = (float)((x - _camera.Cx) / _camera.Width);
            light *= gain * (1 - (_state.Vignette * ((dx * dx) + (dy * dy)) * 2));
            if (_state.Rain > 0) light += RainStreaks.At(x, y, _camera.Width, _state.Rain, _state.NoiseSeed);
            var noise = Hash.Of(x, y, _state.NoiseSeed);
            target[3 * x] = Develop(light.Z, noise);
            target[(3 * x) + 1] = Develop(light.Y, noise * 0x9e3779b1);
            target[(3 * x) + 2] = Develop(light.X, noise * 0x85ebca77);
        }
    }

    // Shot noise grows with the root of the light, read noise does not; the sum of two uniform numbers is bell-shaped enough.
    private byte Develop(float light, uint random)
    {
        random ^= random >> 15;
        var bell = ((random & 0xffff) + (random >> 16)) * (1f / 65536) - 1;
        var noisy = light + (bell * _state.Gain * (0.004f + (0.022f * MathF.Sqrt(Math.Max(light, 0)))));
        return _curve[(int)(Math.Clamp(noisy, 0, CurveEnd) * (CurveSteps / CurveEnd))];
    }
}
