using Perception.Geometry;

namespace Perception.Decoding.Lanes;

/// <summary>
/// Paint that belongs together, from near to far, in pixels and in the coordinates in which its curve is sought:
/// across(along), in metres on the ground or in pixels. Reused from frame to frame.
/// </summary>
internal sealed class LaneChain(int rows)
{
    // Points that a direction is taken from.
    private const int Reach = 24;
    private const int LeastForDirection = 4;

    private readonly LanePoint[] _points = new LanePoint[rows];
    private readonly double[] _along = new double[rows];
    private readonly double[] _across = new double[rows];
    private readonly double[] _pixelsPerUnit = new double[rows];

    public int Type { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<LanePoint> Points => _points.AsSpan(0, Count);

    public LanePoint Lowest => _points[0];

    public LanePoint Highest => _points[Count - 1];

    /// <summary>Grows with the distance: metres ahead, or rows upwards (negative).</summary>
    public ReadOnlySpan<double> Along => _along.AsSpan(0, Count);

    /// <summary>Metres to the left, or columns.</summary>
    public ReadOnlySpan<double> Across => _across.AsSpan(0, Count);

    /// <summary>Pixels that a unit across is wide.</summary>
    public ReadOnlySpan<double> PixelsPerUnit => _pixelsPerUnit.AsSpan(0, Count);

    public void Start(int type, in LanePoint point)
    {
        (Type, Count) = (type, 0);
        Add(point);
    }

    public void Add(in LanePoint point)
    {
        (_points[Count], _along[Count], _across[Count], _pixelsPerUnit[Count]) = (point, -point.Row, point.X, 1);
        Count++;
    }

    /// <summary>Changes to metres on the ground; points that are not on it or too far are dropped.</summary>
    public void Locate(CameraModel camera, GroundPlane ground, double maximumMetres)
    {
        var kept = 0;
        foreach (ref readonly var point in Points)
        {
            if (!camera.TryUnproject(new Pixel(point.X, point.Row), out var ray) ||
                !ground.TryIntersect(ray, out var inCamera))
            {
                continue;
            }

            var inGround = ground.ToGround(inCamera);
            if (inGround.X > 0 && inGround.X <= maximumMetres)
            {
                // A pixel across is about as many metres wide as the distance divided by the focal length.
                (_points[kept], _along[kept], _across[kept], _pixelsPerUnit[kept]) =
                    (point, inGround.X, inGround.Y, camera.Fx / inCamera.Length);
                kept++;
            }
        }

        Count = kept;
    }

    /// <summary>Continues with another chain that lies beyond.</summary>
    public void Append(LaneChain beyond)
    {
        beyond.Points.CopyTo(_points.AsSpan(Count));
        beyond.Along.CopyTo(_along.AsSpan(Count));
        beyond.Across.CopyTo(_across.AsSpan(Count));
        beyond.PixelsPerUnit.CopyTo(_pixelsPerUnit.AsSpan(Count));
        Count += beyond.Count;
    }

    /// <summary>Where the far end leads to.</summary>
    public double PredictBeyond(double along) => Predict(Math.Max(0, Count - Reach), Count, Count - 1, along);

    /// <summary>Where the near end comes from.</summary>
    public double PredictBefore(double along) => Predict(0, Math.Min(Reach, Count), 0, along);

    private double Predict(int start, int end, int from, double along)
    {
        double meanAlong = 0, meanAcross = 0;
        for (var i = start; i < end; i++)
        {
            meanAlong += _along[i] / (end - start);
            meanAcross += _across[i] / (end - start);
        }

        double products = 0, squares = 0;
        for (var i = start; i < end; i++)
        {
            var distance = _along[i] - meanAlong;
            products += distance * (_across[i] - meanAcross);
            squares += distance * distance;
        }

        return end - start < LeastForDirection || squares == 0 ? _across[from]
            : meanAcross + (along - meanAlong) * products / squares;
    }
}
