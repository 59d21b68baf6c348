using Perception.Geometry;

namespace Perception.Decoding.Lanes;

/// <summary>
/// Lane masks to lane lines. With a camera and the ground a line is fitted as left(forward) in metres, of degree 1 to 3
/// by its length; without them as x(row) in pixels. Fits are robust (Huber). Reuses its buffers; not thread-safe.
/// </summary>
public sealed class LaneDecoder
{
    private const int Rounds = 4;

    // Residuals above this lose weight.
    private const double OutlierPixels = 1.5;
    private const int LeastPoints = 3;

    // How far the ends of two chains may miss each other: at once, and more for each unit between them.
    private const double GatePixels = 4;
    private const double GatePerGapPixels = 0.08;
    private const double GateMetres = 0.3;
    private const double GatePerGapMetres = 0.03;
    private const double GateCurvature = 1 / 200.0;

    private readonly LaneOptions _options;
    private readonly int _width;
    private readonly int _height;
    private readonly CameraModel? _camera;
    private readonly GroundPlane? _ground;
    private readonly LaneTracer _tracer;
    private readonly LaneCurve[] _curves;
    private readonly double[] _weights;

    /// <summary>For masks of that size, in pixels only.</summary>
    /// <exception cref="CalibrationException">An option is not possible.</exception>
    public LaneDecoder(int width, int height, LaneOptions options)
        : this(width, height, options, null, null)
    {
    }

    /// <summary>For masks of the camera's size, with metres on the ground.</summary>
    /// <exception cref="CalibrationException">An option is not possible.</exception>
    public LaneDecoder(CameraModel camera, GroundPlane ground, LaneOptions options)
        : this(camera.Width, camera.Height, options, camera, ground)
    {
    }

    private LaneDecoder(int width, int height, LaneOptions options, CameraModel? camera, GroundPlane? ground)
    {
        if (options.FindProblem() is { } problem)
        {
            throw new CalibrationException(problem);
        }

        (_width, _height, _options, _camera, _ground) = (width, height, options, camera, ground);
        _tracer = new LaneTracer(width, height, options);
        var points = camera is null ? height / options.StepRows + 2
            : (int)(options.MaximumMetres / options.StepMetres) + 2;
        _curves = [.. Enumerable.Range(0, options.MaximumLanes).Select(_ => new LaneCurve(points))];
        _weights = new double[height];
    }

    /// <summary>
    /// The lines of a mask from left to right; valid until the next call. Probabilities of the pixels may be empty.
    /// </summary>
    public ReadOnlySpan<LaneCurve> Decode(ClassMask mask, ReadOnlySpan<float> probabilities = default)
    {
        if (mask.Width != _width || mask.Height != _height ||
            (!probabilities.IsEmpty && probabilities.Length != _width * _height))
        {
            throw new ArgumentException(
                $"the lane mask has {mask.Width}x{mask.Height} pixels; {_width}x{_height} are needed");
        }

        var chains = Join(_tracer.Trace(mask.Classes, probabilities));
        var count = 0;
        foreach (var chain in chains)
        {
            if (count == _curves.Length)
            {
                break;
            }

            var curve = _curves[count];
            if (chain.Count >= _options.MinimumRows && TryFit(chain, curve) &&
                curve.Confidence >= _options.MinimumConfidence)
            {
                SortIn(++count);
            }
        }

        return _curves.AsSpan(0, count);
    }

    private Span<LaneChain> Join(Span<LaneChain> chains)
    {
        if (_ground is null)
        {
            var inPixels = new LaneJoiner(_options.MaximumGapFraction * _height, GatePixels, GatePerGapPixels, 0);
            return chains[..inPixels.Join(chains)];
        }

        var count = 0;
        for (var i = 0; i < chains.Length; i++)
        {
            chains[i].Locate(_camera!, _ground, _options.MaximumMetres);
            if (chains[i].Count >= LeastPoints)
            {
                (chains[count], chains[i]) = (chains[i], chains[count]);
                count++;
            }
        }

        var inMetres = new LaneJoiner(_options.MaximumGapMetres, GateMetres, GatePerGapMetres, GateCurvature);
        return chains[..inMetres.Join(chains[..count])];
    }

    private bool TryFit(LaneChain chain, LaneCurve curve)
    {
        curve.Clear();
        curve.IsMetric = _ground is not null;
        if (!TryFitRobustly(chain, out var polynomial, out var rmsPixels))
        {
            return false;
        }

        Sample(curve, polynomial, chain.Along);
        Judge(curve, chain, rmsPixels);
        return curve.Pixels.Length >= 2;
    }

    private bool TryFitRobustly(LaneChain chain, out Polynomial polynomial, out double rmsPixels)
    {
        var along = chain.Along;
        var across = chain.Across;
        var pixelsPerUnit = chain.PixelsPerUnit;
        var used = chain.Count;
        var weights = _weights.AsSpan(0, used);
        var degree = Degree(Math.Abs(along[^1] - along[0]));
        for (var i = 0; i < used; i++)
        {
            weights[i] = pixelsPerUnit[i] * pixelsPerUnit[i];
        }

        (polynomial, rmsPixels) = (default, 0);
        for (var round = 0; round < Rounds; round++)
        {
            if (!Polynomial.TryFit(along, across, weights, degree, out polynomial))
            {
                return false;
            }

            var squares = 0.0;
            for (var i = 0; i < used; i++)
            {
                var pixels = Math.Abs(across[i] - polynomial.At(along[i])) * pixelsPerUnit[i];
                squares += pixels * pixels;
                weights[i] =
                    pixelsPerUnit[i] * pixelsPerUnit[i] * (pixels <= OutlierPixels ? 1 : OutlierPixels / pixels);
            }

            rmsPixels = Math.Sqrt(squares / used);
        }

        return true;
    }

    // Short lines do not show their curvature.
    private int Degree(double length) => _ground is null
        ? length < 0.08 * _height ? 1 : length < 0.25 * _height ? 2 : 3
        : length < 8 ? 1 : length < 25 ? 2 : 3;

    private void Sample(LaneCurve curve, in Polynomial polynomial, ReadOnlySpan<double> along)
    {
        var (near, far) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in along)
        {
            (near, far) = (Math.Min(near, value), Math.Max(far, value));
        }

        // Lines are ordered at the lower edge of the mask, or beside the camera, where more is to the left.
        var foot = polynomial.At(near) + ((_ground is null ? 1 - _height : 0) - near) * polynomial.SlopeAt(near);
        curve.FootX = _ground is null ? foot : -foot;
        for (var at = near; at <= far && !curve.IsFull; at += _ground is null ? _options.StepRows : _options.StepMetres)
        {
            if (_ground is null)
            {
                curve.Add(new Pixel(polynomial.At(at), -at), default);
                continue;
            }

            var inGround = new Point3(at, polynomial.At(at), 0);
            if (_camera!.TryProject(_ground.ToCamera(inGround), out var pixel))
            {
                curve.Add(pixel, inGround);
            }
        }
    }

    private void Judge(LaneCurve curve, LaneChain chain, double rmsPixels)
    {
        var probability = 0f;
        foreach (ref readonly var point in chain.Points)
        {
            probability += point.Probability;
        }

        probability /= chain.Count;
        var seen = Math.Min(1, Math.Sqrt(chain.Count / (4.0 * _options.MinimumRows)));
        curve.Type = chain.Type;
        curve.Coverage = (float)chain.Count / (chain.Lowest.Row - chain.Highest.Row + 1);
        curve.Confidence = (float)(probability * seen / (1 + rmsPixels * rmsPixels / 4));
    }

    private void SortIn(int count)
    {
        for (var i = count - 1; i > 0 && _curves[i].FootX < _curves[i - 1].FootX; i--)
        {
            (_curves[i], _curves[i - 1]) = (_curves[i - 1], _curves[i]);
        }
    }
}
