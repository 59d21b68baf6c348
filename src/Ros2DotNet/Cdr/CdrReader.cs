using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Ros2DotNet;

/// <summary>
/// Reads little-endian XCDR1. Every length is checked against the bytes that are there before anything is allocated.
/// Trailing bytes are ignored, since RTPS pads messages to four.
/// </summary>
public ref struct CdrReader
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly string _typeName;
    private int _position;

    /// <summary>Starts after the encapsulation header.</summary>
    /// <exception cref="CdrException">No header, or another encapsulation than plain little-endian CDR.</exception>
    public CdrReader(ReadOnlySpan<byte> cdr, string typeName)
    {
        _typeName = typeName;
        Field = "";
        if (cdr.Length < CdrWriter.HeaderSize)
        {
            throw new CdrException(
                $"{typeName}: {cdr.Length} bytes are too few for the CDR header of {CdrWriter.HeaderSize}");
        }

        if (cdr[0] != 0 || cdr[1] != 1)
        {
            throw new CdrException($"{typeName}: the encapsulation is {cdr[0]:x2}{cdr[1]:x2}; only 0001 (plain CDR, " +
                "little endian) is read");
        }

        _body = cdr[CdrWriter.HeaderSize..];
    }

    /// <summary>The field being read, for errors.</summary>
    public string Field { get; set; }

    /// <summary>Offset of the next byte from the start of the message, the header included.</summary>
    public readonly int Offset => CdrWriter.HeaderSize + _position;

    /// <summary>One primitive, aligned to its size.</summary>
    public unsafe T Read<T>() where T : unmanaged =>
        Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(Take(sizeof(T), sizeof(T))));

    /// <summary>One octet; anything but 0 is true.</summary>
    public bool ReadBool() => Read<byte>() != 0;

    /// <summary>
    /// The count before a sequence whose elements take at least <paramref name="minimumSize"/> bytes.
    /// </summary>
    public int ReadCount(int minimumSize, int bound = int.MaxValue)
    {
        var count = Read<uint>();
        if (count > bound)
        {
            throw Error($"{count} elements exceed the bound of {bound}");
        }

        if (count > (_body.Length - _position) / minimumSize)
        {
            throw Error($"{count} elements cannot lie in the {_body.Length - _position} bytes that remain");
        }

        return (int)count;
    }

    /// <summary>Primitives in a row, copied.</summary>
    public unsafe void ReadArray<T>(Span<T> values) where T : unmanaged
    {
        if (values.Length > 0)
        {
            Take(sizeof(T), checked(values.Length * sizeof(T))).CopyTo(MemoryMarshal.AsBytes(values));
        }
    }

    /// <summary>Octets in a row; anything but 0 is true.</summary>
    public void ReadBools(Span<bool> values)
    {
        var octets = Take(1, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = octets[i] != 0;
        }
    }

    /// <summary>Primitives in a row, in place.</summary>
    public unsafe ReadOnlySpan<T> ReadSpan<T>(int count) where T : unmanaged =>
        count == 0 ? default : MemoryMarshal.Cast<byte, T>(Take(sizeof(T), checked(count * sizeof(T))));

    /// <summary>The bytes of a string in place, without the NUL.</summary>
    public ReadOnlySpan<byte> ReadStringSpan(int bound = int.MaxValue)
    {
        var length = Read<uint>();
        if (length == 0)
        {
            // Some writers send an empty string without its NUL.
            return default;
        }

        if (length > _body.Length - _position)
        {
            throw Error($"a string of {length} bytes cannot lie in the {_body.Length - _position} that remain");
        }

        var bytes = Take(1, (int)length);
        if (bytes[^1] != 0)
        {
            throw Error("the string does not end with NUL");
        }

        if (length - 1 > bound)
        {
            throw Error($"a string of {length - 1} bytes exceeds its bound of {bound}");
        }

        return bytes[..^1];
    }

    /// <summary>
    /// A string; <paramref name="previous"/> itself where it has the same characters, so that a steady stream allocates
    /// nothing.
    /// </summary>
    public string ReadString(string previous, int bound = int.MaxValue)
    {
        var bytes = ReadStringSpan(bound);
        return SameText(bytes, previous) ? previous : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A wide string of four bytes a unit; see <see cref="CdrWriter.WriteWideString"/>.</summary>
    public string ReadWideString(string previous, int bound = int.MaxValue)
    {
        var units = ReadSpanOfUnits(ReadCount(4, bound));
        if (units.Length / 4 == previous.Length)
        {
            var same = true;
            for (var i = 0; i < previous.Length && same; i++)
            {
                same = BinaryPrimitives.ReadUInt32LittleEndian(units[(4 * i)..]) == previous[i];
            }

            if (same)
            {
                return previous;
            }
        }

        var text = new StringBuilder(units.Length / 4);
        for (var i = 0; i < units.Length; i += 4)
        {
            text.Append((char)BinaryPrimitives.ReadUInt32LittleEndian(units[i..]));
        }

        return text.ToString();
    }

    private ReadOnlySpan<byte> ReadSpanOfUnits(int count) => count == 0 ? default : Take(4, 4 * count);

    private static bool SameText(ReadOnlySpan<byte> utf8, string text)
    {
        if (text.Length > utf8.Length)
        {
            return false;
        }

        if (text.Length == utf8.Length)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != utf8[i] || text[i] > 0x7f)
                {
                    return false;
                }
            }

            return true;
        }

        // Longer in UTF-8 than in characters: compare through a buffer, or give up on long ones.
        Span<byte> encoded = stackalloc byte[256];
        return utf8.Length <= encoded.Length
            && Encoding.UTF8.GetByteCount(text) == utf8.Length
            && encoded[..Encoding.UTF8.GetBytes(text, encoded)].SequenceEqual(utf8);
    }

    private ReadOnlySpan<byte> Take(int alignment, int size)
    {
        var start = CdrSizer.Align(_position, alignment);
        if (start > _body.Length || size > _body.Length - start)
        {
            throw Error($"{size} bytes are needed, {Math.Max(0, _body.Length - start)} remain");
        }

        _position = start + size;
        return _body.Slice(start, size);
    }

    private readonly CdrException Error(string problem) =>
        new($"{_typeName}: field '{Field}' at offset {Offset}: {problem}");
}
