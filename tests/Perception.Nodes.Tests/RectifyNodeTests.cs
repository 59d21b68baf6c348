using Perception.Geometry;
using Perception.Imaging;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.Tests;

public sealed class RectifyNodeTests
{
    private static readonly CameraValues Lens = new()
    {
        Width = 160,
        Height = 120,
        DistortionModel = "plumb_bob",
        D = [-0.3, 0.1, 0.001, -0.0005, 0],
        K = [140, 0, 80.5, 0, 141, 59.5, 0, 0, 1],
        R = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        P = [120, 0, 79.5, 0, 0, 120, 59.5, 0, 0, 0, 1, 0],
    };

    private static readonly CameraValues Fisheye = Lens with
    {
        DistortionModel = "equidistant",
        D = [0.02, -0.01, 0.003, -0.001]
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_grid_of_directions_falls_where_the_new_camera_info_says(bool fisheye)
    {
        var values = fisheye ? Fisheye : Lens;
        var raw = CameraModel.OfRaw(values);
        using var test = new NodeUnderTest("rectify");
        var (image, info) = Rectify(test, Spots(raw), values);

        Assert.Equal(("plumb_bob", 120.0, 120.0), (info.DistortionModel, info.K[0], info.P[0]));
        Assert.All(info.D.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(("front", 3), (image.Header.FrameId, image.Header.Stamp.Sec));
        Assert.Equal((image.Header.Stamp.Sec, image.Header.Stamp.Nanosec),
            (info.Header.Stamp.Sec, info.Header.Stamp.Nanosec));
        foreach (var (x, y) in Grid)
        {
            // A pinhole, by the published camera_info alone.
            var (u, v) = (info.K[0] * x + info.K[2], info.K[4] * y + info.K[5]);
            var (seenU, seenV) = Centroid(image, u, v);
            Assert.InRange(Math.Sqrt((seenU - u) * (seenU - u) + (seenV - v) * (seenV - v)), 0, 0.35);
        }
    }

    [Fact]
    public void A_camera_that_sends_NaN_is_an_error_and_recovers_without_restart()
    {
        using var test = new NodeUnderTest("rectify");
        test.WatchHealth();
        using var camera = test.Publish<RosImage>("in/image");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        using var listener = test.Listen<RosImage>("out/image", _ => { });
        using var picture = Spots(CameraModel.OfRaw(Lens));
        var broken = NodeUnderTest.Info(Lens with { K = [double.NaN, 0, 80, 0, 140, 60, 0, 0, 1] }, "front", 1);
        var good = NodeUnderTest.Info(Lens, "front", 1);
        var message = NodeUnderTest.Raw(picture, "front", 1);

        Send(broken, () => test.Health.StartsWith("2 ", StringComparison.Ordinal));
        Assert.Contains("K[0] is NaN; a finite number is needed", test.Health);
        Assert.Equal(0, test.Counters.Published);
        Send(good, () => test.Counters.Published > 5 && test.Health.StartsWith("0 ", StringComparison.Ordinal));

        // A camera_info that stops is said; what was known of the camera is used on.
        var before = test.Counters.Published;
        NodeUnderTest.SendUntil(() => camera.Publish(message),
            () => test.Health.StartsWith("3 nothing on", StringComparison.Ordinal));
        Assert.Contains("in/camera_info", test.Health);
        Assert.True(test.Counters.Published > before);

        void Send(CameraInfo info, Func<bool> until) => NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            camera.Publish(message);
        }, until);
    }

    [Fact]
    public void An_image_of_another_size_than_its_calibration_is_named()
    {
        using var test = new NodeUnderTest("rectify");
        using var camera = test.Publish<RosImage>("in/image");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        using var listener = test.Listen<RosImage>("out/image", _ => { });
        using var picture = Image.Rent(80, 60, PixelFormat.Bgr8);
        var info = NodeUnderTest.Info(Lens, "front", 1);
        var message = NodeUnderTest.Raw(picture, "front", 1);
        NodeUnderTest.SendUntil(() =>
        {
            infos.Publish(info);
            camera.Publish(message);
        }, () => test.Counters.LastError.Contains("160x120", StringComparison.Ordinal));
        Assert.Equal("the image has 80x60 pixels, but the calibration is for 160x120", test.Counters.LastError);
    }

    [Fact]
    public void A_frame_allocates_nothing_managed()
    {
        using var test = new NodeUnderTest("rectify");
        using var camera = test.Publish<RosImage>("in/image");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        using var listener = test.Listen<RosImage>("out/image", _ => { });
        using var compressed = test.Listen<CompressedImage>("out/image/compressed", _ => { });
        using var picture = Spots(CameraModel.OfRaw(Lens));
        var info = NodeUnderTest.Info(Lens, "front", 1);
        var message = NodeUnderTest.Raw(picture, "front", 1);
        test.AssertFramesAllocateNothing(stamp =>
        {
            (info.Header.Stamp.Sec, message.Header.Stamp.Sec) = (stamp, stamp);
            infos.Publish(info);
            camera.Publish(message);
        });
    }

    private static IEnumerable<(double X, double Y)> Grid =>
        from x in (double[])[-0.4, -0.2, 0, 0.2, 0.4] from y in (double[])[-0.3, -0.1, 0.1, 0.3] select (x, y);

    private static (RosImage Image, CameraInfo Info) Rectify(NodeUnderTest test, Image picture, CameraValues values)
    {
        using var camera = test.Publish<RosImage>("in/image");
        using var infos = test.Publish<CameraInfo>("in/camera_info");
        RosImage? image = null;
        CameraInfo? info = null;
        using var images = test.Listen<RosImage>("out/image", message => Volatile.Write(ref image, message));
        using var outInfos = test.Listen<CameraInfo>("out/camera_info", message => Volatile.Write(ref info, message));
        using (picture)
        {
            var infoMessage = NodeUnderTest.Info(values, "front", 3);
            var message = NodeUnderTest.Raw(picture, "front", 3);
            NodeUnderTest.SendUntil(() =>
            {
                infos.Publish(infoMessage);
                camera.Publish(message);
            }, () => Volatile.Read(ref image) is not null && Volatile.Read(ref info) is not null);
        }

        return (image!, info!);
    }

    // A soft white spot where the lens shows each direction of the grid.
    private static Image Spots(CameraModel camera)
    {
        var image = Image.Rent(camera.Width, camera.Height, PixelFormat.Mono8);
        image.Bytes.Clear();
        foreach (var (x, y) in Grid)
        {
            Assert.True(camera.TryProject(new Point3(x, y, 1), out var spot));
            for (var v = 0; v < camera.Height; v++)
            {
                for (var u = 0; u < camera.Width; u++)
                {
                    var square = (u - spot.U) * (u - spot.U) + (v - spot.V) * (v - spot.V);
                    image.Row(v)[u] = (byte)Math.Min(255, image.Row(v)[u] + 250 * Math.Exp(-square / 4));
                }
            }
        }

        return image;
    }

    private static (double U, double V) Centroid(RosImage image, double u, double v)
    {
        var (sum, sumU, sumV) = (0.0, 0.0, 0.0);
        for (var y = (int)v - 6; y <= (int)v + 7; y++)
        {
            for (var x = (int)u - 6; x <= (int)u + 7; x++)
            {
                double level = image.Data[y * (int)image.Step + x];
                (sum, sumU, sumV) = (sum + level, sumU + level * x, sumV + level * y);
            }
        }

        return (sumU / sum, sumV / sum);
    }
}
