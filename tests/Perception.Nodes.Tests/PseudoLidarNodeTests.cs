using Perception.Decoding;
using Perception.Geometry;
using Perception.Simulation;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;
using Perception.Simulation.World;
using Perception.Tests.Geometry;
using Perception.Tests.Geometry.Objects;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Tests;

using Cameras = Perception.Tests.Geometry.Cameras;

public sealed class PseudoLidarNodeTests
{
    private const int Width = 320;
    private const int Height = 192;

    private static double Tolerance(double range) => 0.01 + 0.005 * range;

    // The lens, the depth and the boxes are those of the renderer, which knows nothing of the node's geometry.
    [Theory]
    [InlineData(3, Surroundings.City)]
    [InlineData(7, Surroundings.Country)]
    public void Points_of_a_rendered_drive_lie_on_the_true_surface(ulong seed, Surroundings surroundings)
    {
        using var drive = new Drive(new DriveOptions
        {
            Seed = seed,
            Surroundings = surroundings,
            Conditions = Conditions.Day,
            Width = Width,
            Height = Height,
            Threads = 2,
        });
        using var frame = new FrameBuffers(Width, Height);
        drive.Advance(2);
        drive.Render(0, frame);
        var truth = drive.Truth(0, frame);
        var lens = drive.Rig[0].Intrinsics;
        Assert.NotEqual(0, lens.K1);

        var cloud = Cloud(SpatialMessages.Values(lens), frame.DepthMetres,
            "-p", "rectified:=false", "-p", "organised:=true", "-p", "layout:=xyz");
        Assert.Equal(((uint)Width, (uint)Height, 12u), (cloud.Width, cloud.Height, cloud.PointStep));
        var points = SpatialMessages.Points(cloud);
        var (seen, onObjects) = (0, 0);
        var boxes = truth.Objects.ToDictionary(item => (ushort)item.Id);
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y) = lens.Ray(i % Width, i / Width);
            var depth = (double)frame.DepthMetres[i];
            var surface = new Point3(x * depth, y * depth, depth);
            if (!(surface.Length < 99.9))
            {
                Assert.True(!(surface.Length <= 100.1) == double.IsNaN(points[i].X) || surface.Length < 100.1);
                continue;
            }

            seen++;
            Assert.InRange((points[i] - surface).Length, 0, Tolerance(surface.Length));
            if (boxes.TryGetValue(frame.Instance[i], out var box) && box.Class is ObjectClass.Car or ObjectClass.Bus)
            {
                onObjects++;
                var inBox = box.CameraFromBox.Inverse() * new Double3(points[i].X, points[i].Y, points[i].Z);
                var beyond = Math.Max(Math.Max(Math.Abs(inBox.X) - box.Size.X / 2, Math.Abs(inBox.Y) - box.Size.Y / 2),
                    Math.Abs(inBox.Z) - box.Size.Z / 2);
                Assert.InRange(beyond, double.NegativeInfinity, Tolerance(surface.Length));
            }
        }

        Assert.True(seen > points.Length / 4, $"{seen} points");
        Assert.True(onObjects > 20 || surroundings != Surroundings.City, $"{onObjects} points on vehicles");
    }

    [Theory]
    [InlineData("pinhole", false)]
    [InlineData("rational_polynomial", false)]
    [InlineData("equidistant", false)]
    [InlineData("equidistant", true)]
    public void Points_of_any_lens_lie_on_ground_wall_or_block(string lens, bool rectified)
    {
        var values = Cameras.Of(lens).Resized(Width, 180);
        var camera = rectified ? CameraModel.OfRectified(values) : CameraModel.OfRaw(values);
        var ground = GroundPlane.OfMounting(1.6, 0.035);
        var world = new BlockWorld(camera, ground).Add(0, 9, 1, 0.4, 4.4, 1.8, 1.5).Add(0, 20, -5, 0, 11, 2.5, 3);
        world.Render();

        var cloud = Cloud(values, world.Depth, 180, "-p", $"rectified:={rectified}".ToLowerInvariant(),
            "-p", "layout:=xyzirc", "-p", "max_range_m:=200.0", "-p", "camera_height_m:=1.6", "-p",
            "camera_pitch_deg:=2.00535");
        var points = SpatialMessages.Points(cloud);
        Assert.True(points.Length > Width * 180 / 3);
        Assert.True(cloud.IsDense);
        foreach (var point in points)
        {
            var inGround = ground.ToGround(point);
            var off = Math.Min(Math.Abs(inGround.Z), Math.Abs(inGround.X - 110));
            off = world.Blocks.Min(block => Math.Min(off, Distance(block, inGround)));
            Assert.InRange(off, 0, Tolerance(point.Length));
        }
    }

    [Fact]
    public void Heights_are_cut_above_the_ground_that_parameters_tell()
    {
        var values = Cameras.Of("pinhole").Resized(Width, 180);
        var camera = CameraModel.OfRaw(values);
        var ground = GroundPlane.OfMounting(1.6, 0.035);
        var world = new BlockWorld(camera, ground).Add(0, 9, 1, 0.4, 4.4, 1.8, 1.5);
        world.Render();
        var points = SpatialMessages.Points(
            Cloud(values, world.Depth, 180, "-p", "rectified:=false", "-p", "camera_height_m:=1.6",
            "-p", "camera_pitch_deg:=2.00535", "-p", "min_height_m:=0.2", "-p", "max_height_m:=1.0"));
        Assert.NotEmpty(points);
        Assert.All(points, point => Assert.InRange(ground.HeightOf(point), 0.199, 1.001));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Colours_and_classes_of_the_same_moment_come_with_the_points(bool runLengths)
    {
        var values = Cameras.Of("pinhole").Resized(Width, 180);
        var depth = new float[Width * 180];
        Array.Fill(depth, 5);
        using var test =
            new NodeUnderTest("pseudo_lidar", "-p", "layout:=full", "-p", "use_image:=true", "-p", "use_mask:=true",
            "-p", "dropped_classes:=[15]", "-p", $"mask_rle:={runLengths}".ToLowerInvariant());
        using var depths = test.Publish<Image>("in/depth");
        using var images = test.Publish<Image>("in/image");
        using var masks = test.Publish<Image>("in/mask");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        PointCloud2? cloud = null;
        using var listener = test.Listen<PointCloud2>("out/points", message => Volatile.Write(ref cloud, message));

        // The upper half of a mask at half the size is sky.
        var classes = new byte[Width / 2 * 90];
        classes.AsSpan(0, classes.Length / 2).Fill(15);
        classes.AsSpan(classes.Length / 2).Fill(9);
        var mask = SpatialMessages.Mask(classes, Width / 2, 90);
        if (runLengths)
        {
            mask.Data.Resize(RunLengthMask.MaximumBytes(classes.Length));
            mask.Data.Resize(RunLengthMask.Encode(classes, mask.Data.AsSpan()));
        }

        var colour = new Image { Width = Width, Height = 180, Step = 3 * Width, Encoding = "rgb8" };
        SpatialMessages.Stamp(colour.Header);
        colour.Data.Resize(3 * Width * 180);
        for (var i = 0; i < colour.Data.Count; i++) colour.Data[i] = (byte)(i % 3 * 100 + 1);
        var depthMessage = SpatialMessages.Depth(depth, Width, 180);
        var info = NodeUnderTest.Info(values, SpatialMessages.FrameId, 1);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(depthMessage);
            images.Publish(colour);
            masks.Publish(mask);
        }, () => Volatile.Read(ref cloud) is not null);

        Assert.Equal(Width * 180 / 2, (int)cloud!.Width);
        Assert.Equal(["x", "y", "z", "rgb", "label", "confidence"], cloud.Fields.ToArray().Select(field => field.Name));
        var first = cloud.Data.AsSpan()[..24];
        Assert.Equal((0x0165C9u, 9u, 1f),
            (BitConverter.ToUInt32(first[12..]), BitConverter.ToUInt32(first[16..]),
                BitConverter.ToSingle(first[20..])));
    }

    [Theory]
    [InlineData("8-bit", "an image of bgr8 is no depth; 32FC1 and 16UC1 are")]
    [InlineData("square", "32x32 pixels do not show the whole picture of the camera, which has 320x180")]
    public void What_is_no_depth_of_the_camera_is_named(string kind, string sentence)
    {
        using var test = new NodeUnderTest("pseudo_lidar");
        using var depths = test.Publish<Image>("in/depth");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        using var listener = test.Listen<PointCloud2>("out/points", _ => { });
        var message = SpatialMessages.Depth(new float[32 * 32], 32, 32);
        if (kind == "8-bit")
        {
            (message.Encoding, message.Width, message.Height, message.Step) = ("bgr8", Width, 180, 3 * Width);
            message.Data.Resize(3 * Width * 180);
        }

        var info = NodeUnderTest.Info(Cameras.Of("pinhole").Resized(Width, 180), SpatialMessages.FrameId, 1);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(message);
        }, () => test.Counters.LastError == sentence || test.Counters.Bad > 100);
        Assert.Equal(sentence, test.Counters.LastError);
    }

    // Levels are d * d / 10100 m wide at a distance of d.
    [Theory]
    [InlineData(Perception.Imaging.DepthCompression.Rvl, "auto")]
    [InlineData(Perception.Imaging.DepthCompression.Png, "compressed_depth")]
    public void Compressed_depth_becomes_the_points_of_the_depth_before(
        Perception.Imaging.DepthCompression compression, string transport)
    {
        var values = Cameras.Of("pinhole").Resized(Width, 180);
        using var depth = Perception.Imaging.Image.Rent(Width, 180, Perception.Imaging.PixelFormat.Depth32F);
        var metres = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(depth.Bytes);
        for (var i = 0; i < metres.Length; i++) metres[i] = 4 + i % Width * 0.05f;
        var message = new CompressedImage
        {
            Format = Perception.Imaging.CompressedDepth.FormatOf(depth.Format, compression)
        };
        SpatialMessages.Stamp(message.Header);
        message.Data.Resize(Perception.Imaging.CompressedDepth.LargestSize(depth, compression));
        message.Data.Resize(Perception.Imaging.CompressedDepth.Encode(depth, compression, message.Data.AsSpan()));

        using var test = new NodeUnderTest(
            "pseudo_lidar", "-p", "rectified:=false", "-p", "layout:=xyz", "-p", "organised:=true",
            "-p", $"depth_transport:={transport}", "-r", "~/in/depth:=/packed/depth/compressedDepth");
        using var depths = test.Peer.CreatePublisher<CompressedImage>(
            "/packed/depth/compressedDepth", Ros2DotNet.QosProfile.Default with { Depth = 1 });
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        PointCloud2? cloud = null;
        using var listener = test.Listen<PointCloud2>(
            "out/points", received => Interlocked.CompareExchange(ref cloud, received, null));
        var info = NodeUnderTest.Info(values, SpatialMessages.FrameId, 12);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(message);
        }, () => Volatile.Read(ref cloud) is not null);
        var points = SpatialMessages.Points(cloud!);
        Assert.Equal(Width * 180, points.Length);
        for (var i = 0; i < points.Length; i += 97)
        {
            var before = 4 + i % Width * 0.05;
            Assert.Equal(before, points[i].Z, 1.1 * before * before / 10100);
        }
    }

    [Fact]
    public void Options_that_contradict_each_other_stop_the_node_at_start() =>
        Assert.Equal("a cloud cannot be organised and reduced to voxels; one of both is allowed",
            Assert.Throws<CalibrationException>(() =>
                new NodeUnderTest("pseudo_lidar", "-p", "organised:=true", "-p", "voxel_m:=0.2")).Message);

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        var values = Cameras.Of("plumb_bob").Resized(Width, 180);
        var depth = new float[Width * 180];
        Array.Fill(depth, 7);
        using var test =
            new NodeUnderTest("pseudo_lidar", "-p", "use_mask:=true", "-p", "use_image:=true", "-p", "layout:=full");
        using var depths = test.Publish<Image>("in/depth");
        using var images = test.Publish<Image>("in/image");
        using var masks = test.Publish<Image>("in/mask");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        using var listener = test.Listen<PointCloud2>("out/points", _ => { });
        var message = SpatialMessages.Depth(depth, Width, 180);
        var mask = SpatialMessages.Mask(new byte[Width * 180], Width, 180);
        var image = SpatialMessages.Mask(new byte[Width * 180], Width, 180);
        var info = NodeUnderTest.Info(values, SpatialMessages.FrameId, 1);
        test.AssertFramesAllocateNothing(stamp =>
        {
            Ros2DotNet.Messages.StdMsgs.Header[] headers = [message.Header, mask.Header, image.Header, info.Header];
            foreach (var header in headers) header.Stamp.Sec = stamp;
            infos.Publish(info);
            depths.Publish(message);
            images.Publish(image);
            masks.Publish(mask);
        });
    }

    private static double Distance(BlockWorld.Block block, Point3 point)
    {
        var (sine, cosine) = Math.SinCos(block.Yaw);
        var (dx, dy) = (point.X - block.X, point.Y - block.Y);
        var beyond = new[]
        {
            Math.Abs(dx * cosine + dy * sine) - block.Length / 2, Math.Abs(dy * cosine - dx * sine) - block.Width / 2,
            Math.Abs(point.Z - block.Height / 2) - block.Height / 2,
        };
        var outside = Math.Sqrt(beyond.Sum(value => value > 0 ? value * value : 0));
        return outside > 0 ? outside : -beyond.Max();
    }

    private static PointCloud2 Cloud(CameraValues values, float[] depth, params string[] arguments) =>
        Cloud(values, depth, Height, arguments);

    private static PointCloud2 Cloud(CameraValues values, float[] depth, int height, params string[] arguments)
    {
        using var test = new NodeUnderTest("pseudo_lidar", arguments);
        using var depths = test.Publish<Image>("in/depth");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        PointCloud2? cloud = null;
        using var listener =
            test.Listen<PointCloud2>("out/points", message => Interlocked.CompareExchange(ref cloud, message, null));
        var message = SpatialMessages.Depth(depth, Width, height);
        var info = NodeUnderTest.Info(values, SpatialMessages.FrameId, 12);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            depths.Publish(message);
        }, () => Volatile.Read(ref cloud) is not null);
        Assert.Equal((SpatialMessages.FrameId, 12, 345u),
            (cloud!.Header.FrameId, cloud.Header.Stamp.Sec, cloud.Header.Stamp.Nanosec));
        return cloud;
    }
}
