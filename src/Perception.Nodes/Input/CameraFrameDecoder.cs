using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perception.Imaging;
using Perception.Preprocessing;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Input;

/// <summary>
/// Makes frames of the messages a camera topic brings. Raw pixels stay where DDS received them; JPEG, PNG and
/// compressed depth are decoded, JPEG at the smallest scale that still gives the network every pixel it wants. For one
/// thread.
/// </summary>
/// <param name="input">What the network takes; null where every pixel counts.</param>
internal sealed class CameraFrameDecoder(PreprocessingSpec? input = null)
{
    private readonly ObjectPool<CameraFrame> _frames = CreatePool();
    private readonly Utf8StringCache _frameIds = new();

    /// <summary>Takes over the loan, also when it fails.</summary>
    /// <param name="loan">A sensor_msgs/Image or CompressedImage.</param>
    /// <param name="compressed">Which of the two.</param>
    /// <param name="fullSize">Do not shrink while decoding: every pixel counts.</param>
    /// <exception cref="CdrException">The bytes are not a message of that type.</exception>
    /// <exception cref="ImageFormatException">The message is well-formed but its image is not.</exception>
    public CameraFrame Decode(MessageLoan loan, bool compressed, bool fullSize) =>
        compressed ? DecodeCompressed(loan, fullSize) : WrapRaw(loan);

    private CameraFrame WrapRaw(MessageLoan loan)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var ownedHere = true;
        try
        {
            var view = new ImageView(loan.Cdr);
            var format = ImageEncodings.Parse(view.Encoding);
            var frameId = _frameIds.Get(view.Header.FrameId);
            var offset = (int)Unsafe.ByteOffset(
                ref MemoryMarshal.GetReference(loan.Cdr), ref MemoryMarshal.GetReference(view.Data));
            var (width, height, step) = (Pixels(view.Width), Pixels(view.Height), Pixels(view.Step));
            var (sec, nanosec) = (view.Header.Stamp.Sec, view.Header.Stamp.Nanosec);

            // Wrap takes the loan over, whether it likes the description or not.
            ownedHere = false;
            var image = Image.Wrap(
                loan.Address + offset, view.Data.Length, width, height, step, format, view.IsBigendian != 0, loan);
            var frame = _frames.Rent();
            frame.Fill(image, sec, nanosec, frameId, width, height, startedAt);
            return frame;
        }
        catch
        {
            if (ownedHere) loan.Dispose();
            throw;
        }
    }

    private CameraFrame DecodeCompressed(MessageLoan loan, bool fullSize)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using (loan)
        {
            var view = new CompressedImageView(loan.Cdr);
            var frameId = _frameIds.Get(view.Header.FrameId);
            int width, height;
            Image image;
            if (CompressedDepth.Is(view.Format))
            {
                image = CompressedDepth.Decode(view.Format, view.Data);
                (width, height) = (image.Width, image.Height);
            }
            else
            {
                image = PictureDecoder.Decode(view.Data, fullSize ? null : input, out width, out height);
            }

            var frame = _frames.Rent();
            frame.Fill(image, view.Header.Stamp.Sec, view.Header.Stamp.Nanosec, frameId, width, height, startedAt);
            return frame;
        }
    }

    private static int Pixels(uint value) =>
        value <= int.MaxValue
            ? (int)value
            : throw new ImageFormatException($"a size of {value} is not that of an image");

    private static ObjectPool<CameraFrame> CreatePool()
    {
        ObjectPool<CameraFrame>? pool = null;
        return pool = new ObjectPool<CameraFrame>(() => new CameraFrame(pool!));
    }
}
