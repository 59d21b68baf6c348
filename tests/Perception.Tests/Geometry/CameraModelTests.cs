using Perception.Geometry;
using Perception.Preprocessing;

namespace Perception.Tests.Geometry;

public class CameraModelTests
{
    [SkippableTheory]
    [InlineData("pinhole")]
    [InlineData("plumb_bob")]
    [InlineData("plumb_bob of four")]
    [InlineData("rational_polynomial")]
    [InlineData("equidistant")]
    public void Projections_and_rays_are_those_of_OpenCV(string name)
    {
        var values = Cameras.Of(name);
        var camera = CameraModel.OfRaw(values);
        var random = new Random(4);
        var points = Enumerable.Range(0, 500).Select(_ => RandomPoint(random)).ToArray();
        var reference = CameraReference.Ask(values, points, new byte[3 * values.Width * values.Height]);

        for (var i = 0; i < points.Length; i++)
        {
            Assert.True(camera.TryProject(points[i], out var pixel));
            Assert.Equal(reference.Projected[2 * i], pixel.U, 1e-8);
            Assert.Equal(reference.Projected[2 * i + 1], pixel.V, 1e-8);
            Assert.True(camera.TryUnproject(pixel, out var ray));
            Assert.Equal(1, ray.Length, 1e-12);
            Assert.Equal(reference.Rays[2 * i], ray.X / ray.Z, 1e-6);
            Assert.Equal(reference.Rays[2 * i + 1], ray.Y / ray.Z, 1e-6);
            Assert.True((ray - points[i].Unit()).Length < 1e-9);
        }
    }

    [SkippableTheory]
    [InlineData("pinhole")]
    [InlineData("plumb_bob")]
    [InlineData("rational_polynomial")]
    [InlineData("equidistant")]
    public void Rectification_maps_are_those_of_OpenCV(string name)
    {
        var values = Cameras.Of(name);
        var (raw, rectified) = (CameraModel.OfRaw(values), CameraModel.OfRectified(values));
        var reference = CameraReference.Ask(values, [new Point3(0, 0, 1)], new byte[3 * values.Width * values.Height]);
        for (var v = 0; v < values.Height; v += 7)
        {
            for (var u = 0; u < values.Width; u += 11)
            {
                Assert.True(RectificationMap.TryFindRaw(values, raw, rectified, new Pixel(u, v), out var pixel));
                Assert.Equal(reference.MapX[v * values.Width + u], pixel.U, 1e-3);
                Assert.Equal(reference.MapY[v * values.Width + u], pixel.V, 1e-3);
            }
        }
    }

    [Theory]
    [InlineData(-0.3)]
    [InlineData(-0.1)]
    public void Pixels_outside_the_picture_circle_of_a_barrel_lens_have_no_ray(double k1)
    {
        // r (1 + k1 r^2) is largest at r = sqrt(-1 / (3 k1)), where it is 2/3 r.
        var limit = Math.Sqrt(-1 / (3 * k1));
        var camera = CameraModel.OfRaw(Cameras.Of("pinhole") with { D = [k1, 0, 0, 0, 0] });
        var angle = 0.3;
        foreach (var (factor, seen) in new[] { (0.0, true), (0.5, true), (0.999, true), (1.001, false), (3.0, false) })
        {
            var radius = factor * 2 * limit / 3;
            var pixel = new Pixel(camera.Cx + camera.Fx * radius * Math.Cos(angle),
                camera.Cy + camera.Fy * radius * Math.Sin(angle));
            Assert.Equal(seen, camera.TryUnproject(pixel, out _));
        }

        Assert.True(camera.TryProject(new Point3(limit * 0.999, 0, 1), out _));
        Assert.False(camera.TryProject(new Point3(limit * 1.001, 0, 1), out _));
        Assert.False(camera.TryProject(new Point3(0, 0, -1), out _));
        Assert.False(camera.TryUnproject(new Pixel(double.NaN, 0), out _));
    }

    [Fact]
    public void A_fisheye_lens_sees_behind_its_own_plane()
    {
        // The ideal equidistant lens: the distance from the centre is focal length times angle.
        var camera = CameraModel.OfRaw(Cameras.Of("equidistant") with { D = [] });
        foreach (var degrees in new[] { 0, 1e-7, 10, 89, 90, 91, 110, 179 })
        {
            var angle = degrees * Math.PI / 180;
            Assert.True(camera.TryUnproject(new Pixel(camera.Cx + camera.Fx * angle, camera.Cy), out var ray));
            Assert.Equal(Math.Sin(angle), ray.X, 1e-12);
            Assert.Equal(Math.Cos(angle), ray.Z, 1e-12);
            Assert.True(camera.TryProject(ray * 5, out var pixel));
            Assert.Equal(camera.Cx + camera.Fx * angle, pixel.U, 1e-9);
        }

        Assert.False(camera.TryUnproject(new Pixel(camera.Cx + camera.Fx * 3.2, camera.Cy), out _));

        // Straight behind is everywhere on a circle, and no direction is nowhere.
        Assert.False(camera.TryProject(new Point3(0, 0, -5), out _));
        Assert.False(camera.TryProject(new Point3(0, 0, 0), out _));
    }

    [Fact]
    public void Binning_and_region_move_the_principal_point_as_image_geometry_does()
    {
        var values = Cameras.Of("plumb_bob") with
        {
            BinningX = 2,
            BinningY = 4,
            Roi = new RegionOfInterest(100, 40, 800, 600)
        };
        var full = Cameras.Of("plumb_bob");
        foreach (var (part, whole, k) in new[]
        {
            (CameraModel.OfRaw(values), CameraModel.OfRaw(full), full.K.ToArray()),
            (CameraModel.OfRectified(values), CameraModel.OfRectified(full), [580, 0, 640, 0, 582, 361]),
        })
        {
            Assert.Equal((400, 150), (part.Width, part.Height));
            Assert.Equal((k[0] / 2, k[4] / 4, (k[2] - 100) / 2, (k[5] - 40) / 4), (part.Fx, part.Fy, part.Cx, part.Cy));
            Assert.True(whole.TryProject(new Point3(0.3, -0.1, 2), out var inWhole));
            Assert.True(part.TryProject(new Point3(0.3, -0.1, 2), out var inPart));
            Assert.Equal((inWhole.U - 100) / 2, inPart.U, 1e-9);
            Assert.Equal((inWhole.V - 40) / 4, inPart.V, 1e-9);
        }
    }

    [Fact]
    public void Resizing_keeps_corners_on_corners()
    {
        // The outer corner of a picture is half a pixel before the centre of its first pixel, whatever its size.
        var camera = CameraModel.OfRaw(Cameras.Of("rational_polynomial"));
        var small = camera.Resized(320, 180);
        Assert.True(camera.TryUnproject(new Pixel(-0.5, -0.5), out var corner));
        Assert.True(small.TryProject(corner, out var pixel));
        Assert.Equal(-0.5, pixel.U, 1e-8);
        Assert.Equal(-0.5, pixel.V, 1e-8);

        var boxed = camera.Through(new LetterboxTransform(0.5f, 0.5f, 0, 12, 1280, 720), 640, 384);
        Assert.True(boxed.TryProject(corner, out pixel));
        Assert.Equal((-0.5, 11.5), (Math.Round(pixel.U, 8), Math.Round(pixel.V, 8)));
    }

    [Fact]
    public void Values_that_are_no_camera_are_refused_in_one_sentence()
    {
        var good = Cameras.Of("plumb_bob");
        var k = good.K.ToArray();
        Assert.Null(good.FindProblem());
        Assert.Contains("K[2] is NaN", Problem(good with { K = [k[0], 0, double.NaN, 0, k[4], k[5], 0, 0, 1] }));
        Assert.Contains("not calibrated", Problem(good with { K = new double[9] }));
        Assert.Contains("must be above 0", Problem(good with { K = [0, 0, k[2], 0, k[4], k[5], 0, 0, 1] }));
        Assert.Contains("form", Problem(good with { K = [k[0], 3, k[2], 0, k[4], k[5], 0, 0, 1] }));
        Assert.Contains("3 coefficients; 4 or 5", Problem(good with { D = [0.1, 0.2, 0.3] }));
        Assert.Contains("D[1] is Infinity", Problem(good with { D = [0.1, double.PositiveInfinity, 0, 0, 0] }));
        Assert.Contains("allowed are plumb_bob", Problem(good with { DistortionModel = "omnidirectional" }));
        Assert.Contains("P[0]", Problem(good with { P = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }));
        Assert.Contains("no rotation", Problem(good with { R = [2, 0, 0, 0, 1, 0, 0, 0, 1] }));
        Assert.Contains("0x0", Problem(good with { Width = 0, Height = 0 }));
        Assert.Contains("region", Problem(good with { Roi = new RegionOfInterest(1000, 0, 400, 100) }));
        Assert.Contains("binning", Problem(good with { BinningX = -1 }));
        Assert.Equal(Problem(good with { K = new double[9] }),
            Assert.Throws<CalibrationException>(() => CameraModel.OfRaw(good with { K = new double[9] })).Message);
    }

    private static string Problem(CameraValues values)
    {
        var problem = values.FindProblem();
        Assert.NotNull(problem);
        Assert.DoesNotContain('\n', problem);
        return problem;
    }

    private static Point3 RandomPoint(Random random)
    {
        var z = 0.5 + 40 * random.NextDouble();
        return new Point3((random.NextDouble() * 1.8 - 0.9) * z, (random.NextDouble() - 0.5) * z, z);
    }
}
