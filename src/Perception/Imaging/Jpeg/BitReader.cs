using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Perception.Imaging.Jpeg;

/// <summary>
/// Reads the blocks of a scan from its bits. The memory has to go on for <see cref="MostBytesOfBlock"/> behind each
/// block's beginning; <see cref="Position"/> tells whether that was further than the scan goes.
/// </summary>
internal unsafe ref struct BitReader(byte* start)
{
    /// <summary>
    /// Bytes that a block takes at most, damaged ones too: 64 codes of 16 bits with values of 11, and what is looked at
    /// ahead.
    /// </summary>
    public const int MostBytesOfBlock = 256;

    private const int Shift = 64 - HuffmanTable.LookupBits;

    private byte* _next = start;
    private ulong _bits; // the next ones, the first in the highest place
    private int _count; // how many of them are there

    /// <summary>Where the first byte lies of which no bit was used.</summary>
    public readonly byte* Position => _next - _count / 8;

    /// <summary>Reads a block and writes its samples.</summary>
    /// <param name="component">How it is read, and what came before it.</param>
    /// <param name="memory">For the samples of a large block.</param>
    /// <param name="to">The first sample.</param>
    /// <param name="stride">From row to row of samples.</param>
    /// <returns>False where the bits are no block.</returns>
    public bool TryRead<TBlock>(ref JpegComponent component, float* memory, sbyte* to, int stride)
        where TBlock : struct, IBlock
    {
        var entries = component.Ac.Entries;
        var patterns = component.Patterns;
        var patternLength = component.PatternLength;

        // Of 56 bits, a first coefficient takes 27 at most, any other 26.
        Fill();
        var entry = component.Dc.Entries[_bits >> Shift];
        if (HuffmanTable.NeedsMore(entry))
        {
            entry = component.Dc.Resolve(entry, _bits);
        }

        var isBlock = entry != 0;
        Take(entry);
        component.Prediction += (int)entry >> 16;
        var level = component.Prediction * patterns[0];
        entry = entries[_bits >> Shift];
        if (HuffmanTable.EndsBlock(entry))
        {
            Take(entry);
            component.Fill(level, to, stride);
        }
        else
        {
            var block = default(TBlock);
            block.Begin(level, memory, patternLength);
            for (var place = 0; place < CosinePatterns.Coefficients - 1;)
            {
                // A call has the block's samples leave their registers: not in the loop within.
                if (HuffmanTable.NeedsMore(entry))
                {
                    entry = component.Ac.Resolve(entry, _bits);
                    if (entry == 0)
                    {
                        isBlock = false;
                        break;
                    }
                }

                do
                {
                    // The next entry is looked up before bits are added behind those that it needs: the way from entry
                    // to entry is what everything waits for.
                    Take(entry);
                    var upcoming = entries[_bits >> Shift];
                    Fill();
                    place += (int)(entry >> 8 & 255);
                    if (place >= CosinePatterns.Coefficients)
                    {
                        isBlock &= place >= HuffmanTable.EndOfBlock;
                        break;
                    }

                    block.Add(patterns + place * patternLength, (int)entry >> 16);
                    entry = upcoming;
                }
                while (place < CosinePatterns.Coefficients - 1 && !HuffmanTable.NeedsMore(entry));
            }

            block.Store(component, to, stride);
        }

        return isBlock;
    }

    // What a whole entry is of.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(uint entry)
    {
        _bits <<= (int)entry; // by its lowest six bits
        _count -= (int)(entry & 31);
    }

    // To 56 bits at least.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill()
    {
        _bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(_next)) >> _count;
        _next += (63 - _count) >> 3;
        _count |= 56;
    }
}
