using System.Runtime.CompilerServices;

namespace Perception.Imaging.Jpeg;

/// <summary>
/// Decodes baseline JPEGs at a half, a quarter or an eighth of their size, in three quarters of the time that
/// libjpeg-turbo takes: a lookup gives code and value at once, and while the next lookup is waited for, each
/// coefficient adds its pattern to the few samples of its block. What it does not know or trust, it leaves to
/// libjpeg-turbo.
/// </summary>
/// <remarks>One for each thread: its memory is used from picture to picture.</remarks>
internal sealed unsafe class JpegReducer
{
    private const int Restart = 0xD0;
    private const int EndOfImage = 0xD9;

    private readonly JpegHeaders _headers = new();
    private readonly CosinePatterns[] _patterns = [new(), new(), new()];

    // Pinned: the memory of all of these is used by address.
    private readonly float[] _block = GC.AllocateUninitializedArray<float>(LargeBlock.MostSamples, pinned: true);
    private byte[] _bits = [];
    private sbyte[] _planes = [];
    private int _unitRows;
    private int _unitColumns;
    private int _planeStride;

    /// <summary>The picture as Bgr8 in that part of its size, or null where libjpeg-turbo is to decode it.</summary>
    /// <param name="jpeg">A whole file.</param>
    /// <param name="scale">2, 4 or 8.</param>
    public Image? Decode(ReadOnlySpan<byte> jpeg, int scale)
    {
        if (!_headers.TryRead(jpeg) || !TryPrepare(scale))
        {
            return null;
        }

        var image = Image.Rent(
            (_headers.Width + scale - 1) / scale, (_headers.Height + scale - 1) / scale, PixelFormat.Bgr8);
        if (TryDecodeScan(jpeg[_headers.ScanStart..], image))
        {
            return image;
        }

        image.Dispose();
        return null;
    }

    // Chroma is not enlarged here: each plane has to come out at the size of the picture.
    private bool TryPrepare(int scale)
    {
        var components = _headers.Components;
        var (across, down) = (components[0].Across, components[0].Down);
        if (across is not (1 or 2) || down is not (1 or 2) ||
            (components[1].Across, components[1].Down, components[2].Across, components[2].Down) != (1, 1, 1, 1))
        {
            return false;
        }

        _unitColumns = (_headers.Width + 8 * across - 1) / (8 * across);
        _unitRows = (_headers.Height + 8 * down - 1) / (8 * down);
        _planeStride = _unitColumns * 8 * across / scale + FullRangeYuv.Pixels;
        var planeLength = _planeStride * 8 * down / scale;
        if (_planes.Length < components.Length * planeLength)
        {
            _planes = GC.AllocateUninitializedArray<sbyte>(components.Length * planeLength, pinned: true);
        }

        for (var i = 0; i < components.Length; i++)
        {
            ref var component = ref components[i];
            component.Columns = 8 * across / (component.Across * scale);
            component.Rows = 8 * down / (component.Down * scale);
            _patterns[i].Set(_headers.QuantizersOf(component), component.Columns, component.Rows);
            component.PatternLength = _patterns[i].Length;
            component.Patterns = (float*)Unsafe.AsPointer(ref _patterns[i].First);
            component.Plane = (sbyte*)Unsafe.AsPointer(ref _planes[i * planeLength]);
        }

        return true;
    }

    private bool TryDecodeScan(ReadOnlySpan<byte> scan, Image image)
    {
        // Whether the reader is still inside is asked after each unit, which has six blocks at most.
        var needed = scan.Length + 8 * BitReader.MostBytesOfBlock;
        if (_bits.Length < needed)
        {
            _bits = GC.AllocateUninitializedArray<byte>(needed + needed / 4, pinned: true);
        }

        int at = 0, unitsLeft = 0, restarts = 0;
        var bits = (byte*)Unsafe.AsPointer(ref _bits[0]);
        var end = bits;
        var reader = new BitReader(bits);
        for (var row = 0; row < _unitRows; row++)
        {
            for (var column = 0; column < _unitColumns; column++)
            {
                if (unitsLeft == 0)
                {
                    if (row + column > 0 &&
                        (reader.Position != end || !TrySkip(scan, ref at, Restart + restarts++ % 8)))
                    {
                        return false;
                    }

                    end = Unstuff(scan, ref at, bits);
                    reader = new BitReader(bits);
                    unitsLeft = _headers.RestartInterval > 0 ? _headers.RestartInterval : int.MaxValue;
                    foreach (ref var component in _headers.Components.AsSpan())
                    {
                        component.Prediction = 0;
                    }
                }

                unitsLeft--;
                if (!TryDecodeUnit(ref reader, column) || reader.Position > end)
                {
                    return false;
                }
            }

            Convert(image, row);
        }

        return reader.Position == end && TrySkip(scan, ref at, EndOfImage);
    }

    private bool TryDecodeUnit(ref BitReader shared, int column)
    {
        var isUnit = true;
        var reader = shared; // its fields in registers
        var block = (float*)Unsafe.AsPointer(ref _block[0]);
        foreach (ref var component in _headers.Components.AsSpan())
        {
            var isSmall = component.PatternLength == SmallBlock.Samples;
            for (var y = 0; y < component.Down; y++)
            {
                for (var x = 0; x < component.Across; x++)
                {
                    var to = component.Plane + y * component.Rows * _planeStride +
                        (column * component.Across + x) * component.Columns;
                    isUnit &= isSmall
                        ? reader.TryRead<SmallBlock>(ref component, block, to, _planeStride)
                        : reader.TryRead<LargeBlock>(ref component, block, to, _planeStride);
                }
            }
        }

        shared = reader;
        return isUnit;
    }

    // The bits up to the next marker, without the zeros that follow every 255; where they end.
    private static byte* Unstuff(ReadOnlySpan<byte> scan, ref int at, byte* to)
    {
        while (at < scan.Length)
        {
            var rest = scan[at..];
            var run = rest.IndexOf((byte)0xFF);
            if (run < 0 || run + 1 == rest.Length)
            {
                at = scan.Length;
                break;
            }

            at += run;
            var isStuffed = rest[run + 1] == 0;
            var length = isStuffed ? run + 1 : run;
            rest[..length].CopyTo(new Span<byte>(to, length));
            to += length;
            if (!isStuffed)
            {
                break;
            }

            at += 2;
        }

        return to;
    }

    private static bool TrySkip(ReadOnlySpan<byte> scan, ref int at, int marker)
    {
        while (at + 2 < scan.Length && scan[at + 1] == 0xFF)
        {
            at++;
        }

        if (at + 2 > scan.Length || scan[at + 1] != marker)
        {
            return false;
        }

        at += 2;
        return true;
    }

    private void Convert(Image image, int unitRow)
    {
        var components = _headers.Components;
        var rows = components[0].Down * components[0].Rows;
        var first = unitRow * rows;
        for (var y = 0; y < Math.Min(rows, image.Height - first); y++)
        {
            var offset = y * _planeStride;
            FullRangeYuv.ToBgr(
                components[0].Plane + offset, components[1].Plane + offset, components[2].Plane + offset,
                image.Data + (long)(first + y) * image.Stride, image.Width);
        }
    }
}
