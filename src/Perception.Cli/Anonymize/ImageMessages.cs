using Perception.Imaging;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Cli.Anonymize;

/// <summary>Images from and to sensor_msgs/Image.</summary>
internal static class ImageMessages
{
    /// <exception cref="ImageFormatException">The message is no image.</exception>
    public static unsafe Image ToImage(RosImage message, PixelFormat format, PixelFormat wanted)
    {
        fixed (byte* data = message.Data.AsSpan())
        {
            using var view = Image.Wrap((nint)data, message.Data.Count, Pixels(message.Width), Pixels(message.Height),
                Pixels(message.Step), format, message.IsBigendian != 0, owner: null);
            return ImageConverter.Convert(view, wanted);
        }
    }

    /// <summary>Everything but the header.</summary>
    public static void Fill(RosImage message, Image image)
    {
        var rowBytes = image.Row(0).Length;
        (message.Width, message.Height, message.Step) = ((uint)image.Width, (uint)image.Height, (uint)rowBytes);
        (message.Encoding, message.IsBigendian) = (ImageEncodings.ToRos(image.Format), 0);
        message.Data.Resize(rowBytes * image.Height);
        for (var y = 0; y < image.Height; y++) image.Row(y).CopyTo(message.Data.AsSpan()[(y * rowBytes)..]);
    }

    private static int Pixels(uint value) => (int)Math.Min(value, int.MaxValue);
}
