using Perception.Geometry;

namespace Perception.Tests.Decoding.Lanes;

/// <summary>A road with lines of known shape, seen by a camera: each pixel is looked up on the ground.</summary>
internal sealed class PaintedRoad(CameraModel camera, GroundPlane ground, Func<double, double> middle)
{
    private const double PaintMetres = 0.15;

    private readonly List<(double Offset, byte Class, bool Dashed)> _lines = [];

    public PaintedRoad Line(double offset, byte id, bool dashed = false)
    {
        _lines.Add((offset, id, dashed));
        return this;
    }

    /// <summary>How far to the left a line is at a distance ahead.</summary>
    public double Left(double offset, double forward) => middle(forward) + offset;

    public byte[] Draw()
    {
        var mask = new byte[camera.Width * camera.Height];
        for (var i = 0; i < mask.Length; i++)
        {
            if (!camera.TryUnproject(new Pixel(i % camera.Width, i / camera.Width), out var ray) ||
                !ground.TryIntersect(ray, out var point))
            {
                continue;
            }

            var (forward, left, _) = ground.ToGround(point);
            foreach (var (offset, id, dashed) in _lines)
            {
                // Dashes of 3 m, 9 m apart, as on many motorways.
                if (forward is > 0 and < 70 && Math.Abs(left - Left(offset, forward)) < PaintMetres / 2 &&
                    (!dashed || forward % 12 < 3))
                {
                    mask[i] = id;
                }
            }
        }

        return mask;
    }
}
