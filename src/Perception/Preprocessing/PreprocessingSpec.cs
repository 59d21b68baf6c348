namespace Perception.Preprocessing;

/// <summary>Order of the colour channels in the tensor.</summary>
public enum ChannelOrder { Rgb, Bgr }

/// <summary>Order of the tensor's dimensions.</summary>
public enum TensorLayout { Nchw, Nhwc }

/// <summary>Type of the tensor's elements.</summary>
public enum TensorElementType { Float32, UInt8 }

/// <summary>
/// Where the picture lies in the network's input: in a corner or the middle, aspect ratio kept, or stretched over all
/// of it.
/// </summary>
public enum LetterboxAnchor { TopLeft, Centre, Stretch }

/// <summary>
/// What a network expects as input. Float elements are <c>(level - Mean) * Scale</c>, levels from 0 to 255.
/// </summary>
public sealed record PreprocessingSpec
{
    /// <summary>Pixels in a row of the input.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the input.</summary>
    public required int Height { get; init; }

    public ChannelOrder Order { get; init; } = ChannelOrder.Bgr;

    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    public TensorElementType ElementType { get; init; } = TensorElementType.Float32;

    public LetterboxAnchor Anchor { get; init; } = LetterboxAnchor.TopLeft;

    /// <summary>Level of the area beside the picture, 0 to 255.</summary>
    public byte PadValue { get; init; } = 114;

    /// <summary>Subtracted from each channel, in the tensor's channel order.</summary>
    public (float First, float Second, float Third) Mean { get; init; }

    /// <summary>Then multiplied with each channel.</summary>
    public (float First, float Second, float Third) Scale { get; init; } = (1, 1, 1);

    /// <summary>Columns and rows of the input that a picture of some size fills.</summary>
    public (int Width, int Height) PictureSize(int sourceWidth, int sourceHeight)
    {
        var (scaleX, scaleY) = Scales(sourceWidth, sourceHeight);
        return (Math.Clamp((int)(sourceWidth * scaleX), 1, Width), Math.Clamp((int)(sourceHeight * scaleY), 1, Height));
    }

    /// <summary>Bytes of the whole tensor.</summary>
    public int ByteLength => 3 * Width * Height * (ElementType == TensorElementType.Float32 ? 4 : 1);

    /// <summary>Pixels of the input for each of the picture, across and down.</summary>
    internal (double X, double Y) Scales(int sourceWidth, int sourceHeight)
    {
        var (x, y) = ((double)Width / sourceWidth, (double)Height / sourceHeight);
        return Anchor == LetterboxAnchor.Stretch ? (x, y) : (Math.Min(x, y), Math.Min(x, y));
    }
}
