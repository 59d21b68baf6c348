using Perception.Decoding;
using Perception.Geometry;

namespace Perception.Tests.Geometry.Objects;

/// <summary>
/// Blocks on flat ground before a wall, with exact depth: each pixel's ray is cut with every block (slab method).
/// </summary>
internal sealed class BlockWorld(CameraModel camera, GroundPlane ground)
{
    private const double WallMetres = 110;

    private readonly List<Block> _blocks = [];

    public IReadOnlyList<Block> Blocks => _blocks;

    public float[] Depth { get; } = new float[camera.Width * camera.Height];

    /// <summary>A block whose middle stands at a place of the ground's frame.</summary>
    public BlockWorld Add(int classId, double x, double y, double yaw, double length, double width, double height)
    {
        _blocks.Add(new Block(classId, x, y, yaw, length, width, height));
        return this;
    }

    /// <summary>The depth of each pixel, and the box of each block around the pixels that show it.</summary>
    public Detection[] Render()
    {
        var boxes = _blocks.Select(
            block => new Detection(float.MaxValue, float.MaxValue, 0, 0, block.ClassId, 1, 1)).ToArray();
        for (var i = 0; i < Depth.Length; i++)
        {
            var (u, v) = (i % camera.Width, i / camera.Width);
            Depth[i] = float.NaN;
            if (!camera.TryUnproject(new Pixel(u, v), out var ray))
            {
                continue;
            }

            var (nearest, hit) = (ground.TryIntersect(ray, out var floor) ? floor.Length : double.PositiveInfinity, -1);
            var ahead = ground.Forward.Dot(ray);
            nearest = ahead > 0 ? Math.Min(nearest, WallMetres / ahead) : nearest;
            foreach (var (b, block) in _blocks.Index())
            {
                if (block.Distance(ground, ray) is var distance && distance < nearest)
                {
                    (nearest, hit) = (distance, b);
                }
            }

            Depth[i] = (float)(nearest * ray.Z);
            if (hit >= 0)
            {
                var box = boxes[hit];
                boxes[hit] = box with
                {
                    X1 = Math.Min(box.X1, u),
                    Y1 = Math.Min(box.Y1, v),
                    X2 = Math.Max(box.X2, u + 1),
                    Y2 = Math.Max(box.Y2, v + 1),
                };
            }
        }

        return boxes;
    }

    internal sealed record Block(int ClassId, double X, double Y, double Yaw, double Length, double Width,
        double Height)
    {
        public Point3 Centre => new(X, Y, Height / 2);

        public double Distance(GroundPlane ground, Point3 ray)
        {
            var (sine, cosine) = Math.SinCos(Yaw);
            var (dx, dy, dz) = (ground.Forward.Dot(ray), ground.Left.Dot(ray), ground.Up.Dot(ray));
            var (low, high) = (0.0, double.PositiveInfinity);
            Cut(-X * cosine - Y * sine, dx * cosine + dy * sine, Length / 2);
            Cut(X * sine - Y * cosine, dy * cosine - dx * sine, Width / 2);
            Cut(ground.CameraHeightMetres - Height / 2, dz, Height / 2);
            return low < high ? low : double.PositiveInfinity;

            void Cut(double origin, double direction, double half)
            {
                var (a, b) = ((-half - origin) / direction, (half - origin) / direction);
                (low, high) = (Math.Max(low, Math.Min(a, b)), Math.Min(high, Math.Max(a, b)));
            }
        }
    }
}
