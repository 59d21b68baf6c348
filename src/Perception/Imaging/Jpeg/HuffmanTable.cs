using System.Runtime.CompilerServices;

namespace Perception.Imaging.Jpeg;

/// <summary>
/// A Huffman table (ITU-T T.81, annex C) with a lookup of the next bits: where code and value fit in them, one lookup
/// gives both.
/// </summary>
internal sealed unsafe class HuffmanTable
{
    /// <summary>Bits that a lookup takes.</summary>
    public const int LookupBits = 10;

    /// <summary>Steps of an entry that ends the block: more than a block has coefficients.</summary>
    public const int EndOfBlock = 128;

    private const int LongestCode = 16;

    // Bit 7 of an entry: it is not whole. Bits 0 to 4 are then the length of the code, 0 where it is longer than what
    // was looked at, and bits 16 to 31 the number of bits of the value.
    private const uint NotWhole = 0x80;

    private readonly uint[] _entries = GC.AllocateUninitializedArray<uint>(1 << LookupBits, pinned: true);
    private readonly byte[] _counts = new byte[LongestCode];
    private readonly byte[] _symbols = new byte[256];
    private readonly int[] _limits = new int[LongestCode + 1];
    private readonly int[] _firsts = new int[LongestCode + 1];
    private bool _isSet;

    /// <summary>
    /// For all <see cref="LookupBits"/> bits: how many of them code and value take (bits 0 to 7), how many coefficients
    /// they are ahead (8 to 15), the value (16 to 31, signed). Entries with bit 7 go through <see cref="Resolve"/>.
    /// </summary>
    public uint* Entries => (uint*)Unsafe.AsPointer(ref _entries[0]);

    /// <summary>Whether an entry is not whole.</summary>
    public static bool NeedsMore(uint entry) => (entry & NotWhole) != 0;

    /// <summary>Whether an entry says that no coefficients follow in the block.</summary>
    public static bool EndsBlock(uint entry) => (entry & (EndOfBlock << 8 | NotWhole)) == EndOfBlock << 8;

    /// <summary>Takes over a table as it stands in a file; does nothing where it is the one that is set.</summary>
    /// <param name="counts">Number of codes of each length from 1 to 16.</param>
    /// <param name="symbols">Their symbols.</param>
    /// <returns>False where there are more codes than bits allow.</returns>
    public bool TrySet(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        if (_isSet && counts.SequenceEqual(_counts) && symbols.SequenceEqual(_symbols.AsSpan(0, symbols.Length)))
        {
            return true;
        }

        _isSet = false;
        counts.CopyTo(_counts);
        symbols.CopyTo(_symbols);
        _entries.AsSpan().Fill(NotWhole);
        for (int length = 1, code = 0, index = 0; length <= LongestCode; length++, code <<= 1)
        {
            _firsts[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length)
                {
                    return false;
                }

                if (length <= LookupBits)
                {
                    Enter(code, length, symbols[index]);
                }
            }

            _limits[length] = code << (LongestCode - length);
        }

        return _isSet = true;
    }

    /// <summary>A whole entry for the next bits, or 0 where they are no code.</summary>
    /// <param name="entry">What the lookup gave.</param>
    /// <param name="bits">The next bits, the first in the highest place; at least 32 of them.</param>
    public uint Resolve(uint entry, ulong bits)
    {
        var length = (int)(entry & 31);
        var (steps, size) = (entry >> 8 & 255, (int)(entry >> 16));
        if (length == 0)
        {
            var code = (int)(bits >> (64 - LongestCode));
            for (length = LookupBits + 1; length <= LongestCode && code >= _limits[length]; length++)
            {
            }

            if (length > LongestCode)
            {
                return 0;
            }

            var symbol = _symbols[_firsts[length] + (code >> (LongestCode - length))];
            (steps, size) = (Steps(symbol), symbol & 15);
        }

        return Whole(length, steps, size, bits << length);
    }

    private static uint Steps(byte symbol) => (symbol & 15, symbol >> 4) switch
    {
        (0, 15) => 16,
        (0, _) => EndOfBlock,
        (_, var zeros) => (uint)zeros + 1,
    };

    // The value's first bit tells its sign; negative values are stored less one (T.81, F.1.2.1.1).
    private static uint Whole(int length, uint steps, int size, ulong bits)
    {
        var value = size == 0 ? 0 : (int)(bits >> (64 - size));
        if (size > 0 && value >> (size - 1) == 0)
        {
            value -= (1 << size) - 1;
        }

        return (uint)(length + size) | steps << 8 | (uint)value << 16;
    }

    private void Enter(int code, int length, byte symbol)
    {
        var (steps, size, spare) = (Steps(symbol), symbol & 15, LookupBits - length);
        for (var rest = 0; rest < 1 << spare; rest++)
        {
            _entries[code << spare | rest] = size <= spare
                ? Whole(length, steps, size, spare == 0 ? 0 : (ulong)rest << (64 - spare))
                : NotWhole | (uint)length | steps << 8 | (uint)size << 16;
        }
    }
}
