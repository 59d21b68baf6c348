using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Ros2DotNet;

/// <summary>Writes little-endian XCDR1 (OMG DDS-XTypes 7.4.1) with its encapsulation header; padding is zero.</summary>
public ref struct CdrWriter
{
    /// <summary>Bytes of the encapsulation header.</summary>
    public const int HeaderSize = 4;

    private readonly Span<byte> _body;
    private int _position;

    /// <summary>Starts a message at the beginning of <paramref name="destination"/>.</summary>
    /// <exception cref="CdrException">Not even the header fits.</exception>
    public CdrWriter(Span<byte> destination)
    {
        if (destination.Length < HeaderSize)
        {
            throw new CdrException(
                $"a buffer of {destination.Length} bytes cannot hold the CDR header of {HeaderSize}");
        }

        // {0, 1}: plain CDR, little endian; {0, 0}: no options.
        destination[0] = 0;
        destination[1] = 1;
        destination[2] = 0;
        destination[3] = 0;
        _body = destination[HeaderSize..];
    }

    /// <summary>Bytes written so far, the header included.</summary>
    public readonly int Length => HeaderSize + _position;

    /// <summary>One primitive, aligned to its size.</summary>
    public unsafe void Write<T>(T value) where T : unmanaged
    {
        var place = Reserve(sizeof(T), sizeof(T));
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(place), value);
    }

    /// <summary>The count before a sequence.</summary>
    /// <exception cref="CdrException">More than <paramref name="bound"/>.</exception>
    public void WriteCount(int count, int bound = int.MaxValue)
    {
        if (count > bound)
        {
            throw new CdrException($"a sequence of {count} elements exceeds its bound of {bound}");
        }

        Write((uint)count);
    }

    /// <summary>Primitives in a row, without a count.</summary>
    public unsafe void WriteArray<T>(scoped ReadOnlySpan<T> values) where T : unmanaged
    {
        if (values.Length > 0)
        {
            MemoryMarshal.AsBytes(values).CopyTo(Reserve(sizeof(T), values.Length * sizeof(T)));
        }
    }

    /// <summary>A string as length with NUL, UTF-8, NUL.</summary>
    public void WriteString(string value, int bound = int.MaxValue)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes > bound)
        {
            throw new CdrException($"a string of {bytes} bytes exceeds its bound of {bound}");
        }

        Write((uint)bytes + 1);
        var place = Reserve(1, bytes + 1);
        Encoding.UTF8.GetBytes(value, place);
        place[bytes] = 0;
    }

    /// <summary>A wide string as rosidl writes it on Linux: count, then four bytes for each UTF-16 unit.</summary>
    public void WriteWideString(string value, int bound = int.MaxValue)
    {
        WriteCount(value.Length, bound);
        foreach (var unit in value)
        {
            Write((uint)unit);
        }
    }

    private Span<byte> Reserve(int alignment, int size)
    {
        var start = CdrSizer.Align(_position, alignment);
        if (size > _body.Length - start)
        {
            throw new CdrException($"a buffer of {_body.Length + HeaderSize} bytes is too small: {size} more are " +
                $"needed at {start + HeaderSize}");
        }

        _body[_position..start].Clear();
        _position = start + size;
        return _body.Slice(start, size);
    }
}
