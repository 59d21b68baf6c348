using Perception.Imaging;
using Perception.Tests.Geometry;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Tests;

/// <summary>Pictures four times as wide and high as the network takes them, as JPEG.</summary>
public sealed class ScaledDecodingTests
{
    private const int Width = 4 * TinyMultiTask.Width, Height = 4 * TinyMultiTask.Height;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Boxes_are_in_pixels_of_the_cameras_picture(bool scaled)
    {
        using var picture = MultiTaskUnderTest.Picture(Width, Height);
        var array = Receive<Detection2DArray>("out/detections", picture, scaled);
        var box = Assert.Single(array.Detections.ToArray()).Bbox;
        Assert.Equal((4 * 16.0, 4 * 28.0, 4 * 16.0, 4 * 16.0),
            (box.Center.Position.X, box.Center.Position.Y, box.SizeX, box.SizeY));
    }

    // Columns one pixel wide: a quarter of the picture shows their mean, all of it each by itself.
    [SkippableTheory]
    [InlineData(true, 120, 136)]
    [InlineData(false, 0, 8)]
    public void The_parameter_says_whether_a_picture_is_decoded_no_larger_than_needed(bool scaled, int least, int most)
    {
        using var picture = Image.Rent(Width, Height, PixelFormat.Bgr8);
        for (var y = 0; y < Height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < row.Length; x++) row[x] = (byte)(x / 3 % 2 * 255);
        }

        var cloud = Receive<PointCloud2>("out/points", picture, scaled);
        var offset = (int)cloud.Fields.ToArray().Single(field => field.Name == "rgb").Offset;
        Assert.InRange(cloud.Data.AsSpan()[offset], least, most);
    }

    private static T Receive<T>(string output, Image picture, bool scaled)
        where T : class, Ros2DotNet.IRosMessage<T>, new()
    {
        using var test = new MultiTaskUnderTest("-p", "image_transport:=compressed", "-p",
            $"jpeg_scaled_decoding:={(scaled ? "true" : "false")}", "-p", "points_dropped_classes:=[]");
        using var jpegs = test.Test.Publish<CompressedImage>("in/image/compressed");
        var jpeg = new CompressedImage { Format = "bgr8; jpeg compressed bgr8" };
        jpeg.Data.Assign(JpegCodec.Encode(picture, 95));
        var info = NodeUnderTest.Info(MultiTaskUnderTest.Camera.Resized(Width, Height), "camera", 1);
        (jpeg.Header.FrameId, T? received) = ("camera", null);
        using var listener = test.Test.Listen<T>(output, message => Volatile.Write(ref received, message));
        NodeUnderTest.SendUntil(() =>
        {
            info.Header.Stamp.Sec = ++jpeg.Header.Stamp.Sec;
            test.Infos.Publish(info);
            jpegs.Publish(jpeg);
        }, () => Volatile.Read(ref received) is not null || test.Node.Failure is not null);
        Assert.Null(test.Node.Failure);
        return received!;
    }
}
