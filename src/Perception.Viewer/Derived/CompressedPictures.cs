using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perception.Imaging;
using Perception.Viewer.Channels;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Viewer.Derived;

/// <summary>
/// Raw camera images as JPEG under the name that image_transport gives them: a tenth of the bytes, which is what a
/// wireless link or a phone can take. Depth is left out.
/// </summary>
internal sealed class CompressedPictures(string topic)
    : Derivation(new ChannelInfo($"{topic}/compressed", CompressedImage.TypeName, CompressedImage.Definition))
{
    private const int Quality = 80;

    private readonly CompressedImage _message = new() { Format = "jpeg" };
    private byte[] _cdr = [];

    public override bool TryDerive(ReadOnlySpan<byte> cdr, out ReadOnlySpan<byte> made)
    {
        made = default;
        try
        {
            var view = new ImageView(cdr);
            if (!ImageEncodings.TryParse(view.Encoding, out var format) || IsNoPicture(format)) return false;
            _message.Data.Assign(Encode(view, format));
            _message.Header.Stamp.Sec = view.Header.Stamp.Sec;
            _message.Header.Stamp.Nanosec = view.Header.Stamp.Nanosec;
            _message.Header.FrameId = System.Text.Encoding.UTF8.GetString(view.Header.FrameId);
        }
        catch (Exception e) when (e is CdrException or ImageFormatException or OverflowException)
        {
            return false;
        }

        var size = CompressedImage.GetSerializedSize(_message);
        if (_cdr.Length < size) _cdr = new byte[size];
        made = _cdr.AsSpan(0, CompressedImage.Serialize(_message, _cdr));
        return true;
    }

    private static bool IsNoPicture(PixelFormat format) =>
        format is PixelFormat.Depth32F or PixelFormat.Depth16U or PixelFormat.Mono16;

    private static unsafe byte[] Encode(ImageView view, PixelFormat format)
    {
        fixed (byte* pixels = view.Data)
        {
            using var image =
                Image.Wrap((nint)pixels, view.Data.Length, checked((int)view.Width), checked((int)view.Height),
                checked((int)view.Step), format, view.IsBigendian != 0, owner: null);
            return JpegCodec.Encode(image, Quality);
        }
    }
}
