using System.Buffers.Binary;

namespace Perception.Imaging;

/// <summary>
/// Run lengths of nothing and differences of depth in nibbles (A. D. Wilson, Fast Lossless Depth Image Compression,
/// 2017): lossless, and fast enough for every frame of a depth camera. Nothing allocates.
/// </summary>
public static class RvlCodec
{
    // A nibble has three bits of a number, the lowest first, and one that says whether more follow.
    private const int DataBits = 3;
    private const int More = 8;
    private const int NibblesPerWord = 8;
    private const int LargestNumberBits = 30;

    /// <summary>Bytes that so many pixels take at most.</summary>
    public static int LargestSize(int pixels) => checked(3 * pixels + 12);

    /// <summary>Writes pixels, 0 for none, and returns how many bytes they take.</summary>
    public static int Encode(ReadOnlySpan<ushort> pixels, Span<byte> rvl)
    {
        var writer = new Writer(rvl);
        var previous = 0;
        while (!pixels.IsEmpty)
        {
            var nothing = pixels.IndexOfAnyExcept((ushort)0);
            nothing = nothing < 0 ? pixels.Length : nothing;
            pixels = pixels[nothing..];
            var something = pixels.IndexOf((ushort)0);
            something = something < 0 ? pixels.Length : something;
            writer.Put(nothing);
            writer.Put(something);
            foreach (var pixel in pixels[..something])
            {
                var delta = pixel - previous;
                writer.Put((delta << 1) ^ (delta >> 31));
                previous = pixel;
            }

            pixels = pixels[something..];
        }

        return writer.Finish();
    }

    /// <summary>Reads exactly as many pixels as there is room for.</summary>
    /// <exception cref="ImageFormatException">The bytes end early, or hold more pixels.</exception>
    public static void Decode(ReadOnlySpan<byte> rvl, Span<ushort> pixels)
    {
        var reader = new Reader(rvl);
        var (at, previous) = (0, 0);
        while (at < pixels.Length)
        {
            var nothing = Run(ref reader, pixels.Length - at);
            pixels.Slice(at, nothing).Clear();
            at += nothing;
            var something = Run(ref reader, pixels.Length - at);
            if (nothing + something == 0)
            {
                throw new ImageFormatException($"the RVL data has an empty run at pixel {at}");
            }

            foreach (ref var pixel in pixels.Slice(at, something))
            {
                var coded = reader.Take();
                previous += (coded >> 1) ^ -(coded & 1);
                pixel = (ushort)previous;
            }

            at += something;
        }
    }

    private static int Run(ref Reader reader, int left)
    {
        var length = reader.Take();
        return length <= left ? length
            : throw new ImageFormatException($"the RVL data has a run of {length} pixels; {left} are left");
    }

    private ref struct Writer(Span<byte> bytes)
    {
        private readonly Span<byte> _bytes = bytes;
        private uint _word;
        private int _nibbles;
        private int _written;

        public void Put(int number)
        {
            do
            {
                var rest = number >>> DataBits;
                _word = _word << 4 | (uint)(number & More - 1) | (rest != 0 ? More : 0u);
                number = rest;
                if (++_nibbles == NibblesPerWord)
                {
                    Flush();
                }
            }
            while (number != 0);
        }

        public int Finish()
        {
            if (_nibbles > 0)
            {
                _word <<= 4 * (NibblesPerWord - _nibbles);
                Flush();
            }

            return _written;
        }

        private void Flush()
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes[_written..], _word);
            (_word, _nibbles) = (0, 0);
            _written += sizeof(uint);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private uint _word;
        private int _nibbles;
        private int _read;

        public int Take()
        {
            var number = 0;
            for (var shift = 0; ; shift += DataBits)
            {
                if (_nibbles == 0)
                {
                    Load();
                }

                var nibble = _word >> 28;
                _word <<= 4;
                _nibbles--;
                if (shift >= LargestNumberBits)
                {
                    throw new ImageFormatException($"the RVL data has no number at byte {_read}");
                }

                number |= (int)(nibble & More - 1) << shift;
                if ((nibble & More) == 0)
                {
                    return number;
                }
            }
        }

        private void Load()
        {
            if (_bytes.Length - _read < sizeof(uint))
            {
                throw new ImageFormatException($"the RVL data ends at byte {_read}, before its last pixel");
            }

            _word = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_read..]);
            _nibbles = NibblesPerWord;
            _read += sizeof(uint);
        }
    }
}
