using System.Runtime.InteropServices;
using Perception.Geometry;
using Perception.Imaging;

namespace Perception.Tests.Geometry;

public class PseudoLidarTests
{
    private const int Width = 61;
    private const int Height = 43;

    private static readonly CameraModel Camera = CameraModel.Pinhole(Width, Height, 50.5, 51.25, 30.125, 20.5);
    private static readonly PseudoLidarOptions Everything = new()
    {
        Layout = PointLayout.Xyz,
        MaximumRangeMetres = 1e6f
    };

    [SkippableTheory]
    [InlineData(PointLayout.Xyz, "xyz")]
    [InlineData(PointLayout.Xyzirc, "xyzirc")]
    public void Points_are_those_of_depth_image_proc(PointLayout layout, string name)
    {
        var (depth, classes, confidence) = RandomFrame();
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["depth.raw"], MemoryMarshal.AsBytes<float>(depth));
        File.WriteAllBytes(folder["classes.raw"], classes);
        File.WriteAllBytes(folder["confidence.raw"], MemoryMarshal.AsBytes<float>(confidence));
        Python.Run("tests/Perception.Tests/Reference/depth.py", ["numpy"], "points", folder["depth.raw"],
            folder["classes.raw"], folder["confidence.raw"], $"{Width}", $"{Height}", "50.5", "51.25", "30.125", "20.5",
            folder["out.raw"], name);
        var expected = File.ReadAllBytes(folder["out.raw"]);

        var cloud = new PseudoLidar(Camera, Everything with { Layout = layout })
            .Build(new DepthFrame
            {
                DepthMetres = depth,
                Classes = classes,
                ClassesWidth = Width,
                ClassesHeight = Height,
                Confidence = confidence
            });

        var step = layout.PointStep();
        Assert.Equal(expected.Length, cloud.Data.Length);
        Assert.Equal(expected.Length / step, cloud.Width);
        Assert.True(cloud.IsDense);
        for (var i = 0; i < cloud.Data.Length; i += step)
        {
            for (var c = 0; c < 3; c++)
            {
                var value = BitConverter.ToSingle(expected, i + 4 * c);
                Assert.Equal(value, BitConverter.ToSingle(cloud.Data.Slice(i + 4 * c, 4)),
                    4e-7 * Math.Max(1, Math.Abs(value)));
            }

            Assert.True(cloud.Data.Slice(i + 12, step - 12).SequenceEqual(expected.AsSpan(i + 12, step - 12)));
        }
    }

    [Fact]
    public void Layouts_begin_where_their_readers_expect_them()
    {
        Assert.Equal(["x@0:7", "y@4:7", "z@8:7", "rgb@12:7"], Describe(PointLayout.XyzRgb));
        Assert.Equal(["x@0:7", "y@4:7", "z@8:7", "intensity@12:7"], Describe(PointLayout.Xyzi));
        Assert.Equal(["x@0:7", "y@4:7", "z@8:7", "intensity@12:2", "return_type@13:2", "channel@14:4"],
            Describe(PointLayout.Xyzirc));
        Assert.Equal(["x@0:7", "y@4:7", "z@8:7", "rgb@12:7", "label@16:4", "confidence@20:7"],
            Describe(PointLayout.Full));
        Assert.Equal(12, PointLayout.Xyz.PointStep());
        Assert.Equal(16, PointLayout.Xyzirc.PointStep());
    }

    [Theory]
    [InlineData("plumb_bob")]
    [InlineData("rational_polynomial")]
    [InlineData("equidistant")]
    public void Points_of_any_lens_lie_on_the_surface_that_the_depth_was_measured_on(string lens)
    {
        // A slanted wall: each pixel's depth is that of the wall in the pixel's direction.
        var camera = CameraModel.OfRaw(Cameras.Of(lens)).Resized(160, 90);
        var (normal, distance) = (new Point3(0.3, -0.2, 0.9).Unit(), 7.0);
        var depth = new float[160 * 90];
        for (var i = 0; i < depth.Length; i++)
        {
            var seen = camera.TryUnproject(new Pixel(i % 160, i / 160), out var ray) && normal.Dot(ray) > 0.05;
            depth[i] = seen ? (float)(ray.Z * distance / normal.Dot(ray)) : float.NaN;
        }

        var cloud = new PseudoLidar(camera, Everything).Build(new DepthFrame { DepthMetres = depth });
        var points = MemoryMarshal.Cast<byte, float>(cloud.Data);
        Assert.True(cloud.Width > 4000);
        for (var i = 0; i < points.Length; i += 3)
        {
            var point = new Point3(points[i], points[i + 1], points[i + 2]);
            Assert.Equal(distance, normal.Dot(point), 1e-4 * Math.Max(1, point.Length));
            Assert.True(camera.TryProject(point, out var pixel));
            Assert.Equal(0, Math.Abs(pixel.U - Math.Round(pixel.U)), 1e-3);
        }
    }

    [Fact]
    public void Cuts_keep_what_they_say()
    {
        var (depth, classes, confidence) = RandomFrame();
        var ground = GroundPlane.OfMounting(1.5, 0.05, 0.02);
        var options = Everything with
        {
            Layout = PointLayout.Full,
            MinimumRangeMetres = 5,
            MaximumRangeMetres = 40,
            MinimumHeightMetres = -0.5f,
            MaximumHeightMetres = 3,
            DroppedClasses = [3],
            KeptClasses = [1, 2, 3],
            MinimumConfidence = 0.25f,
        };
        using var colour = Image.Rent(2 * Width, 2 * Height, PixelFormat.Bgr8);
        new Random(5).NextBytes(colour.Bytes);
        var frame = new DepthFrame
        {
            DepthMetres = depth,
            Classes = classes,
            ClassesWidth = Width,
            ClassesHeight = Height,
            Confidence = confidence,
            Colour = colour,
        };
        var cloud = new PseudoLidar(Camera, options, ground).Build(frame);

        var position = 0;
        for (var i = 0; i < depth.Length; i++)
        {
            var (u, v, z) = (i % Width, i / Width, (double)depth[i]);
            var point = new Point3((u - 30.125) * z / 50.5, (v - 20.5) * z / 51.25, z);
            var kept = double.IsFinite(z) && point.Length is >= 5 and <= 40 &&
                ground.HeightOf(point) is >= -0.5 and <= 3 &&
                classes[i] is 1 or 2 && confidence[i] >= 0.25f;
            if (!kept)
            {
                continue;
            }

            var bytes = cloud.Data.Slice(24 * position++, 24);
            Assert.Equal((float)z, BitConverter.ToSingle(bytes[8..]));
            var pixel = colour.Row(2 * v + 1).Slice(3 * (2 * u + 1), 3);
            Assert.Equal([pixel[0], pixel[1], pixel[2], 0], bytes.Slice(12, 4).ToArray());
            Assert.Equal(classes[i], BitConverter.ToUInt16(bytes[16..]));
            Assert.Equal(confidence[i], BitConverter.ToSingle(bytes[20..]));
        }

        Assert.Equal(position, cloud.Width);
        Assert.InRange(position, 20, depth.Length / 2);
    }

    [Fact]
    public void An_organised_cloud_keeps_rows_and_columns()
    {
        var (depth, _, _) = RandomFrame();
        var cloud = new PseudoLidar(Camera, Everything with { Organised = true, Stride = 2 }).Build(
            new DepthFrame { DepthMetres = depth });
        Assert.Equal((31, 22, false), (cloud.Width, cloud.Height, cloud.IsDense));
        var points = MemoryMarshal.Cast<byte, float>(cloud.Data);
        for (var i = 0; i < 31 * 22; i++)
        {
            var z = depth[i / 31 * 2 * Width + i % 31 * 2];
            Assert.Equal(float.IsFinite(z) ? z : float.NaN, points[3 * i + 2]);
        }
    }

    [Fact]
    public void A_voxel_keeps_the_mean_of_its_points()
    {
        var (depth, _, _) = RandomFrame();
        var whole = new PseudoLidar(Camera, Everything).Build(new DepthFrame { DepthMetres = depth });
        var all = MemoryMarshal.Cast<byte, float>(whole.Data).ToArray();
        var expected = all.Chunk(3).GroupBy(p => (MathF.Floor(p[0] / 4), MathF.Floor(p[1] / 4), MathF.Floor(p[2] / 4)))
            .Select(cube => (X: cube.Average(p => p[0]), Y: cube.Average(p => p[1]),
                Z: cube.Average(p => p[2]))).ToArray();

        var lidar = new PseudoLidar(Camera, Everything with { VoxelMetres = 4 });
        for (var round = 0; round < 2; round++)
        {
            var points = MemoryMarshal.Cast<byte, float>(lidar.Build(new DepthFrame { DepthMetres = depth }).Data);
            Assert.Equal(expected.Length, points.Length / 3);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].X, points[3 * i], 1e-3);
                Assert.Equal(expected[i].Z, points[3 * i + 2], 1e-3);
            }
        }
    }

    [Fact]
    public void Vectors_give_the_same_bits_and_frames_allocate_nothing()
    {
        var (depth, classes, confidence) = RandomFrame();
        var options = Everything with
        {
            Layout = PointLayout.Xyzirc,
            MinimumRangeMetres = 8,
            MaximumRangeMetres = 1000,
            MaximumHeightMetres = 2,
            VoxelMetres = 0.5f
        };
        var ground = GroundPlane.OfMounting(1.5, 0.05, 0.02);
        var lidar = new PseudoLidar(Camera, options, ground);
        Assert.True(new PseudoLidar(Camera, options, ground, vectors: false).Build(Frame()).Data.SequenceEqual(
            lidar.Build(Frame()).Data));
        SteadyState.AllocatesNothing(() => lidar.Build(Frame()));

        DepthFrame Frame() => new()
        {
            DepthMetres = depth,
            Classes = classes,
            ClassesWidth = Width,
            ClassesHeight = Height,
            Confidence = confidence
        };
    }

    [Fact]
    public void Options_and_sizes_that_do_not_fit_are_refused()
    {
        Assert.Contains("stride", Assert.Throws<CalibrationException>(
            () => new PseudoLidar(Camera, new PseudoLidarOptions { Stride = 0 })).Message);
        Assert.Contains("range", new PseudoLidarOptions { MaximumRangeMetres = float.NaN }.FindProblem());
        Assert.Contains("one of both", new PseudoLidarOptions { VoxelMetres = 1, Organised = true }.FindProblem());
        Assert.Contains("too many", new PseudoLidarOptions { VoxelMetres = 0.00005f }.FindProblem());
        Assert.Null(new PseudoLidarOptions { VoxelMetres = 0.001f }.FindProblem());
        var lidar = new PseudoLidar(Camera, Everything);
        Assert.Contains("61x43", Assert.Throws<ImageFormatException>(
            () => { lidar.Build(new DepthFrame { DepthMetres = new float[5] }); }).Message);
        Assert.StartsWith("5 values of confidence", Assert.Throws<ImageFormatException>(() =>
        {
            lidar.Build(new DepthFrame { DepthMetres = new float[Width * Height], Confidence = new float[5] });
        }).Message);
    }

    private static IEnumerable<string> Describe(PointLayout layout) =>
        layout.Fields().Select(field => $"{field.Name}@{field.Offset}:{(int)field.Type}");

    private static (float[] Depth, byte[] Classes, float[] Confidence) RandomFrame()
    {
        var random = new Random(11);
        var depth = new float[Width * Height];
        var classes = new byte[depth.Length];
        var confidence = new float[depth.Length];
        for (var i = 0; i < depth.Length; i++)
        {
            depth[i] = random.Next(10) switch
            {
                0 => float.NaN,
                1 => float.PositiveInfinity,
                _ => 0.5f + 60 * random.NextSingle()
            };
            classes[i] = (byte)random.Next(5);
            confidence[i] = random.NextSingle();
        }

        return (depth, classes, confidence);
    }
}
