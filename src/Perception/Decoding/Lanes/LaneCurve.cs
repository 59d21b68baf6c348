using Perception.Geometry;

namespace Perception.Decoding.Lanes;

/// <summary>One lane line; valid until its decoder decodes the next frame.</summary>
public sealed class LaneCurve
{
    private readonly Pixel[] _pixels;
    private readonly Point3[] _ground;
    private int _count;

    internal LaneCurve(int maximumPoints) => (_pixels, _ground) = (new Pixel[maximumPoints], new Point3[maximumPoints]);

    /// <summary>As the mask's class says it.</summary>
    public int Type { get; internal set; }

    /// <summary>
    /// 0 to 1: how probable its pixels are, in how many rows it has paint, and how well the curve goes through them.
    /// </summary>
    public float Confidence { get; internal set; }

    /// <summary>Part of its rows that have paint: near 1 for a solid line.</summary>
    public float Coverage { get; internal set; }

    /// <summary>Whether <see cref="GroundPoints"/> are known.</summary>
    public bool IsMetric { get; internal set; }

    /// <summary>From near to far, in pixels of the mask.</summary>
    public ReadOnlySpan<Pixel> Pixels => _pixels.AsSpan(0, _count);

    /// <summary>
    /// From near to far in the ground's frame, one for each of <see cref="Pixels"/>; empty where the ground is not
    /// known.
    /// </summary>
    public ReadOnlySpan<Point3> GroundPoints => IsMetric ? _ground.AsSpan(0, _count) : default;

    /// <summary>Where the line's lower end leads to at the lower edge of the mask; lines are ordered by it.</summary>
    internal double FootX { get; set; }

    internal bool IsFull => _count == _pixels.Length;

    internal void Clear() => _count = 0;

    internal void Add(Pixel pixel, Point3 pointInGround)
    {
        (_pixels[_count], _ground[_count]) = (pixel, pointInGround);
        _count++;
    }
}
