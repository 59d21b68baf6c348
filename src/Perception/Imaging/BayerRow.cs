using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Imaging;

/// <summary>
/// Bilinear interpolation of one row of a Bayer pattern, 8 bits or the high bytes of 16; behind the border the pattern
/// is mirrored. Sixteen pixels at a time where a value is one byte, one by one for what is left; both give the same
/// bits.
/// </summary>
internal readonly unsafe ref struct BayerRow
{
    private readonly byte* _row;
    private readonly byte* _above;
    private readonly byte* _below;
    private readonly int _width;
    private readonly int _step;
    private readonly int _redX;
    private readonly bool _redRow;

    public BayerRow(Image image, int y)
    {
        // Where red lies in the 2x2 cell.
        (_redX, var redY) = image.Format switch
        {
            PixelFormat.BayerRggb8 or PixelFormat.BayerRggb16 => (0, 0),
            PixelFormat.BayerBggr8 or PixelFormat.BayerBggr16 => (1, 1),
            PixelFormat.BayerGbrg8 or PixelFormat.BayerGbrg16 => (0, 1),
            _ => (1, 0),
        };
        _width = image.Width;
        _step = ImageEncodings.BytesPerPixel(image.Format);
        _redRow = (y & 1) == redY;
        var first = image.Data + (_step == 2 && !image.IsBigEndian ? 1 : 0);
        _row = first + (long)y * image.Stride;
        _above = first + (long)Mirror(y - 1, image.Height) * image.Stride;
        _below = first + (long)Mirror(y + 1, image.Height) * image.Stride;
    }

    /// <summary>Writes B, G, R of each pixel.</summary>
    public void ToBgr(byte* bgr)
    {
        Pixel(0, bgr);
        var x = 1;
        if (_step == 1 && Vector128.IsHardwareAccelerated)
        {
            // The right neighbour of the last pixel is read too.
            for (; x + Vector128<byte>.Count < _width; x += Vector128<byte>.Count)
            {
                Pixels(x, bgr);
            }
        }

        for (; x < _width; x++)
        {
            Pixel(x, bgr);
        }
    }

    private static int Mirror(int i, int length) => length == 1 ? 0 : i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;

    private void Pixel(int x, byte* bgr)
    {
        var here = _step * x;
        var left = _step * Mirror(x - 1, _width);
        var right = _step * Mirror(x + 1, _width);
        bgr += 3 * x;
        if (_redRow != ((x & 1) == _redX))
        {
            var horizontal = (byte)((_row[left] + _row[right] + 1) >> 1);
            var vertical = (byte)((_above[here] + _below[here] + 1) >> 1);
            bgr[0] = _redRow ? vertical : horizontal;
            bgr[1] = _row[here];
            bgr[2] = _redRow ? horizontal : vertical;
            return;
        }

        var diagonal = (byte)((_above[left] + _above[right] + _below[left] + _below[right] + 2) >> 2);
        bgr[0] = _redRow ? diagonal : _row[here];
        bgr[1] = (byte)((_row[left] + _row[right] + _above[here] + _below[here] + 2) >> 2);
        bgr[2] = _redRow ? _row[here] : diagonal;
    }

    private void Pixels(int x, byte* bgr)
    {
        var here = Vector128.Load(_row + x);
        var (left, right) = (Vector128.Load(_row + x - 1), Vector128.Load(_row + x + 1));
        var (above, below) = (Vector128.Load(_above + x), Vector128.Load(_below + x));
        var cross = Mean(left, right, above, below);
        var diagonal = Mean(Vector128.Load(_above + x - 1), Vector128.Load(_above + x + 1),
            Vector128.Load(_below + x - 1), Vector128.Load(_below + x + 1));

        // Set where a pixel has the row's own colour that is not green.
        var own = Vector128.Create((ushort)((x & 1) == _redX == _redRow ? 0x00ff : 0xff00)).AsByte();
        var rowColour = Vector128.ConditionalSelect(own, here, Mean(left, right));
        var otherColour = Vector128.ConditionalSelect(own, diagonal, Mean(above, below));
        var green = Vector128.ConditionalSelect(own, cross, here);
        Store(_redRow ? otherColour : rowColour, green, _redRow ? rowColour : otherColour, bgr + 3 * x);
    }

    // (a + b + 1) / 2 without a carry.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Mean(Vector128<byte> a, Vector128<byte> b) =>
        (a | b) - Vector128.ShiftRightLogical(a ^ b, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Mean(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d) =>
        Vector128.Narrow(
        Quarter(Vector128.WidenLower(a) + Vector128.WidenLower(b) + Vector128.WidenLower(c) + Vector128.WidenLower(d)),
        Quarter(Vector128.WidenUpper(a) + Vector128.WidenUpper(b) + Vector128.WidenUpper(c) + Vector128.WidenUpper(d)));

    private static Vector128<ushort> Quarter(Vector128<ushort> sum) =>
        Vector128.ShiftRightLogical(sum + Vector128.Create((ushort)2), 2);

    // Byte n of the result is pixel n / 3 of channel n % 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> blue, Vector128<byte> green, Vector128<byte> red, byte* bgr)
    {
        // A shuffle gives zero where its index has the high bit set.
        const byte O = 0x80;
        var first = Vector128.ShuffleNative(blue, Vector128.Create(0, O, O, 1, O, O, 2, O, O, 3, O, O, 4, O, O, 5));
        first |= Vector128.ShuffleNative(green, Vector128.Create(O, 0, O, O, 1, O, O, 2, O, O, 3, O, O, 4, O, O));
        first |= Vector128.ShuffleNative(red, Vector128.Create(O, O, 0, O, O, 1, O, O, 2, O, O, 3, O, O, 4, O));
        first.Store(bgr);
        var middle = Vector128.ShuffleNative(blue, Vector128.Create(O, O, 6, O, O, 7, O, O, 8, O, O, 9, O, O, 10, O));
        middle |= Vector128.ShuffleNative(green, Vector128.Create(5, O, O, 6, O, O, 7, O, O, 8, O, O, 9, O, O, 10));
        middle |= Vector128.ShuffleNative(red, Vector128.Create(O, 5, O, O, 6, O, O, 7, O, O, 8, O, O, 9, O, O));
        middle.Store(bgr + 16);
        var last = Vector128.ShuffleNative(blue, Vector128.Create(O, 11, O, O, 12, O, O, 13, O, O, 14, O, O, 15, O, O));
        last |= Vector128.ShuffleNative(green, Vector128.Create(O, O, 11, O, O, 12, O, O, 13, O, O, 14, O, O, 15, O));
        last |= Vector128.ShuffleNative(red, Vector128.Create(10, O, O, 11, O, O, 12, O, O, 13, O, O, 14, O, O, 15));
        last.Store(bgr + 32);
    }
}
