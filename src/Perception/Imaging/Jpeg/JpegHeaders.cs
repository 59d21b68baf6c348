using System.Buffers.Binary;

namespace Perception.Imaging.Jpeg;

/// <summary>
/// What stands before the scan of a baseline JPEG (ITU-T T.81, annex B) of three interleaved planes: what cameras send.
/// Tables are those of the picture before where a picture repeats them.
/// </summary>
internal sealed class JpegHeaders
{
    private const int Tables = 4;

    private readonly ushort[][] _quantizers = [.. Enumerable.Range(0, Tables).Select(_ => new ushort[CosinePatterns.Coefficients])];
    private readonly bool[] _hasQuantizers = new bool[Tables];
    private readonly HuffmanTable[] _dc = [.. Enumerable.Range(0, Tables).Select(_ => new HuffmanTable())];
    private readonly HuffmanTable[] _ac = [.. Enumerable.Range(0, Tables).Select(_ => new HuffmanTable())];
    private readonly bool[] _hasDc = new bool[Tables];
    private readonly bool[] _hasAc = new bool[Tables];
    private bool _isJfif;
    private int _adobeTransform;

    /// <summary>Pixels in a row.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Units (MCUs) between restart markers, 0 where there are none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Luma and two of chroma.</summary>
    public JpegComponent[] Components { get; } = new JpegComponent[3];

    /// <summary>Where the bits of the scan begin.</summary>
    public int ScanStart { get; private set; }

    /// <summary>The quantizers of a component, in the order of the zigzag.</summary>
    public ReadOnlySpan<ushort> QuantizersOf(in JpegComponent component) => _quantizers[component.Quantizer];

    /// <summary>Reads up to the scan; false where the file is damaged or of another kind.</summary>
    public bool TryRead(ReadOnlySpan<byte> jpeg)
    {
        (Width, Height, RestartInterval, _isJfif, _adobeTransform) = (0, 0, 0, false, -1);
        _hasQuantizers.AsSpan().Clear();
        _hasDc.AsSpan().Clear();
        _hasAc.AsSpan().Clear();
        if (jpeg is not [0xFF, 0xD8, ..])
        {
            return false;
        }

        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xFF)
        {
            var marker = jpeg[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (length < 2 || at + 2 + length > jpeg.Length)
            {
                return false;
            }

            var segment = jpeg.Slice(at + 4, length - 2);
            at += 2 + length;
            switch (marker)
            {
                case 0xDA:
                    ScanStart = at;
                    return TryReadScan(segment);
                case 0xC0 or 0xC1 when TryReadFrame(segment):
                case 0xC4 when TryReadCodes(segment):
                case 0xDB when TryReadQuantizers(segment):
                case 0xDD when TryReadRestartInterval(segment):
                    break;
                case 0xE0 when segment.StartsWith("JFIF\0"u8):
                    // Five bytes of name, two of version, and seven more.
                    if (segment.Length < 14 || segment[5] != 1)
                    {
                        return false;
                    }

                    _isJfif = true;
                    break;
                case 0xEE when segment.Length >= 12 && segment.StartsWith("Adobe"u8):
                    _adobeTransform = segment[11];
                    break;
                case (>= 0xE0 and <= 0xEF) or 0xFE:
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private bool TryReadFrame(ReadOnlySpan<byte> segment)
    {
        if (segment.Length != 6 + 3 * Components.Length || segment[0] != 8 || segment[5] != Components.Length ||
            Width != 0)
        {
            return false;
        }

        Height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        for (var i = 0; i < Components.Length; i++)
        {
            var bytes = segment.Slice(6 + 3 * i, 3);
            ref var component = ref Components[i];
            (component.Id, component.Quantizer) = (bytes[0], bytes[2]);
            (component.Across, component.Down) = (bytes[1] >> 4, bytes[1] & 15);
            if (component.Quantizer >= Tables)
            {
                return false;
            }
        }

        return Width > 0 && Height > 0;
    }

    private bool TryReadCodes(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            var (kind, number) = (segment[0] >> 4, segment[0] & 15);
            var counts = segment.Slice(1, 16);
            var symbols = 0;
            foreach (var count in counts)
            {
                symbols += count;
            }

            if (kind > 1 || number >= Tables || symbols > 256 || segment.Length < 17 + symbols)
            {
                return false;
            }

            var table = (kind == 0 ? _dc : _ac)[number];
            if (!AreOfEightBits(kind, segment.Slice(17, symbols)) ||
                !table.TrySet(counts, segment.Slice(17, symbols)))
            {
                return false;
            }

            (kind == 0 ? _hasDc : _hasAc)[number] = true;
            segment = segment[(17 + symbols)..];
        }

        return segment.IsEmpty;
    }

    // Of samples of eight bits, first coefficients differ by values of 11 bits at most, and others have 10: with more, a
    // code and its value would not fit in what is read ahead.
    private static bool AreOfEightBits(int kind, ReadOnlySpan<byte> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (kind == 0 ? symbol > 11 : (symbol & 15) > 10)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadQuantizers(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (bytes, number) = ((segment[0] >> 4) + 1, segment[0] & 15);
            if (bytes > 2 || number >= Tables || segment.Length < 1 + CosinePatterns.Coefficients * bytes)
            {
                return false;
            }

            for (var i = 0; i < CosinePatterns.Coefficients; i++)
            {
                _quantizers[number][i] = bytes == 1
                    ? segment[1 + i]
                    : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + 2 * i)..]);
            }

            _hasQuantizers[number] = true;
            segment = segment[(1 + CosinePatterns.Coefficients * bytes)..];
        }

        return true;
    }

    private bool TryReadRestartInterval(ReadOnlySpan<byte> segment)
    {
        if (segment.Length != 2)
        {
            return false;
        }

        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
        return true;
    }

    private bool TryReadScan(ReadOnlySpan<byte> segment)
    {
        if (Width == 0 || segment.Length != 4 + 2 * Components.Length || segment[0] != Components.Length ||
            segment[^3..] is not [0, 63, 0])
        {
            return false;
        }

        for (var i = 0; i < Components.Length; i++)
        {
            ref var component = ref Components[i];
            var (dc, ac) = (segment[2 + 2 * i] >> 4, segment[2 + 2 * i] & 15);
            if (segment[1 + 2 * i] != component.Id || dc >= Tables || ac >= Tables || !_hasDc[dc] || !_hasAc[ac] ||
                !_hasQuantizers[component.Quantizer])
            {
                return false;
            }

            (component.Dc, component.Ac) = (_dc[dc], _ac[ac]);
        }

        // Without JFIF's or Adobe's word for it, the planes are luma and chroma where they are numbered as JFIF's are.
        return _isJfif || _adobeTransform == 1 ||
            (_adobeTransform < 0 && (Components[0].Id, Components[1].Id, Components[2].Id) == (1, 2, 3));
    }
}
