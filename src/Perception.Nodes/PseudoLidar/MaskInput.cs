using Perception.Decoding;
using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.PseudoLidar;

/// <summary>Class masks from sensor_msgs/Image: mono8 pixels, or Autoware's run lengths under the same name. Reuses its
/// buffer.</summary>
internal sealed class MaskInput(bool runLengths)
{
    private const int LargestSide = 65_535;

    private byte[] _classes = [];

    /// <summary>Of the last mask, row by row; empty before the first.</summary>
    public ReadOnlySpan<byte> Classes => _classes.AsSpan(0, Width * Height);

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Takes the message over.</summary>
    /// <exception cref="ImageFormatException">It is no mask.</exception>
    public void Read(MessageLoan loan)
    {
        using (loan)
        {
            var view = new ImageView(loan.Cdr);
            if (ImageEncodings.Parse(view.Encoding) != PixelFormat.Mono8)
            {
                throw new ImageFormatException("a mask has the encoding mono8 or 8UC1");
            }

            if (view.Width is 0 or > LargestSide ||
                view.Height is 0 or > LargestSide || view.Width * (ulong)view.Height > Imaging.Image.MaximumPixels)
            {
                throw new ImageFormatException($"a mask of {view.Width}x{view.Height} pixels is not possible");
            }

            // None until this one is read to its end.
            var (width, height) = ((int)view.Width, (int)view.Height);
            (Width, Height) = (0, 0);
            if (_classes.Length < width * height) _classes = new byte[width * height];
            if (!runLengths)
            {
                CopyRows(view, width, height);
            }
            else if (!RunLengthMask.TryDecode(view.Data, _classes.AsSpan(0, width * height), out var problem))
            {
                throw new ImageFormatException(problem!);
            }

            (Width, Height) = (width, height);
        }
    }

    private void CopyRows(in ImageView view, int width, int height)
    {
        if (view.Step < width || (long)view.Step * (height - 1) + width > view.Data.Length)
        {
            throw new ImageFormatException(
                $"{view.Data.Length} bytes are too few for a mask of {width}x{height} with a step of {view.Step}; " +
                "run lengths are read with mask_rle");
        }

        for (var y = 0; y < height; y++)
        {
            view.Data.Slice((int)(y * view.Step), width).CopyTo(_classes.AsSpan(y * width));
        }
    }
}
