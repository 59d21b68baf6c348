using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Tests;

public sealed class AutowareCompatTests
{
    // 1001x701 through a network of 64x64: a JPEG would be decoded at an eighth, 126x88, whose letterbox is not quite
    // that of the whole picture.
    [SkippableFact]
    public void A_compressed_image_gives_the_boxes_of_the_same_image_raw()
    {
        using var image = Image.Rent(1001, 701, PixelFormat.Bgr8);
        image.Bytes.Fill(128);
        var raw = BoxOf(image, compressed: false);
        Assert.Equal(raw, BoxOf(image, compressed: true));
        Assert.All([raw.Left, raw.Top, raw.Width, raw.Height], value => Assert.Equal(Math.Round(value), value));
    }

    private static (double Left, double Top, double Width, double Height) BoxOf(Image image, bool compressed)
    {
        using var folder = new TemporaryFolder();
        using var test = new YoloxNodeUnderTest(
            TinyYolox.WriteTo(folder.Path), "-p", "autoware_compat:=true", "-r", "~/in/image:=/camera/front");
        using var rawCamera = compressed
            ? null
            : test.Peer.CreatePublisher<Ros2DotNet.Messages.SensorMsgs.Image>("/camera/front", QosProfile.Default);
        using var jpegCamera = compressed
            ? test.Peer.CreatePublisher<CompressedImage>("/camera/front", QosProfile.Default)
            : null;
        Tuple<double, double, double, double>? box = null;
        using var listener =
            test.Peer.CreateSubscription<Detection2DArray>("/yolox/out/detections", QosProfile.Default, message =>
        {
            var found = message.Detections[0].Bbox;
            Interlocked.CompareExchange(ref box, Tuple.Create(found.Center.Position.X - found.SizeX / 2,
                found.Center.Position.Y - found.SizeY / 2, found.SizeX, found.SizeY), null);
        });
        var rawMessage = YoloxNodeUnderTest.RawMessage(image, "camera", 1, 0);
        var jpegMessage = new CompressedImage { Format = "jpeg" };
        jpegMessage.Data.Assign(JpegCodec.Encode(image));
        YoloxNodeUnderTest.Until(() =>
        {
            rawCamera?.Publish(rawMessage);
            jpegCamera?.Publish(jpegMessage);
            Thread.Sleep(20);
            return Volatile.Read(ref box) is not null;
        });
        return box!.ToValueTuple();
    }
}
