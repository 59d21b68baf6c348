using System.Text;

namespace Ros2DotNet;

/// <summary>
/// Adds up what a message needs as XCDR1: alignment counts from after the 4-byte encapsulation header.
/// </summary>
public ref struct CdrSizer
{
    private int _position;

    /// <summary>Bytes so far, the header included.</summary>
    public readonly int Length => CdrWriter.HeaderSize + _position;

    /// <summary>One primitive.</summary>
    public unsafe void Add<T>() where T : unmanaged => _position = Align(_position, sizeof(T)) + sizeof(T);

    /// <summary>Primitives in a row, without a count.</summary>
    public unsafe void AddArray<T>(int count) where T : unmanaged
    {
        if (count > 0)
        {
            _position = checked(Align(_position, sizeof(T)) + count * sizeof(T));
        }
    }

    /// <summary>A string: length, UTF-8, NUL.</summary>
    public void AddString(string value)
    {
        Add<uint>();
        _position = checked(_position + Encoding.UTF8.GetByteCount(value) + 1);
    }

    /// <summary>A wide string: count of UTF-16 units, four bytes each.</summary>
    public void AddWideString(string value)
    {
        Add<uint>();
        AddArray<uint>(value.Length);
    }

    internal static int Align(int position, int size) => (position + size - 1) & -size;
}
