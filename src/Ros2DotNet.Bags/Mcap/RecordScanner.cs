using System.Buffers.Binary;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>Walks records of a file in order through a window; bodies that nobody asks for are not read.</summary>
internal sealed class RecordScanner(InputFile file, long start, long end, int windowSize = 1 << 20)
{
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private long _next = start;

    /// <summary>Kind of the current record.</summary>
    public McapOpcode Opcode { get; private set; }

    /// <summary>Where the current record starts in the file.</summary>
    public long Offset { get; private set; } = start;

    /// <summary>Where its fields start.</summary>
    public long BodyOffset => Offset + McapFormat.RecordHeaderSize;

    /// <summary>Bytes of its fields.</summary>
    public long BodyLength { get; private set; }

    /// <summary>Where the record after it starts.</summary>
    public long NextOffset => _next;

    /// <summary>
    /// Set when <see cref="Next"/> met a record that the range does not hold whole: what is wrong with it.
    /// </summary>
    public BagFormatException? Truncation { get; private set; }

    /// <summary>Goes to the next record; false at the end of the range and at a record that does not fit it.</summary>
    public bool Next()
    {
        if (_next >= end || Truncation is not null)
        {
            return false;
        }

        Offset = _next;
        var left = end - Offset;
        if (left < McapFormat.RecordHeaderSize)
        {
            return Truncated("record",
                $"the file ends {McapFormat.RecordHeaderSize - left} bytes before the end of its opcode and length");
        }

        var head = Load(Offset, McapFormat.RecordHeaderSize);
        if (head.Length < McapFormat.RecordHeaderSize)
        {
            return Truncated("record", "the file became shorter while it was read");
        }

        Opcode = (McapOpcode)head[0];
        var length = BinaryPrimitives.ReadUInt64LittleEndian(head[1..]);
        if (length > (ulong)(left - McapFormat.RecordHeaderSize))
        {
            BodyLength = left - McapFormat.RecordHeaderSize;
            return Truncated(Opcode.ToString(),
                $"{length} bytes are claimed, {left - McapFormat.RecordHeaderSize} remain");
        }

        BodyLength = (long)length;
        _next = BodyOffset + BodyLength;
        return true;
    }

    /// <summary>The fields of the current record, valid until the next call.</summary>
    /// <exception cref="BagFormatException">The record is too large to hold.</exception>
    public ReadOnlySpan<byte> Body() => BodyLength <= Array.MaxLength
        ? BodyPrefix((int)BodyLength)
        : throw new BagFormatException(file.Path, Offset, Opcode.ToString(),
            $"{BodyLength} bytes are more than the {Array.MaxLength} that can be held");

    /// <summary>At most so many bytes from the start of the fields.</summary>
    public ReadOnlySpan<byte> BodyPrefix(int size) => Load(BodyOffset, (int)Math.Min(size, BodyLength));

    /// <summary>The current record's fields to parse.</summary>
    public RecordReader Fields() => new(Body(), Opcode, Offset, file.Path);

    private bool Truncated(string record, string problem)
    {
        Truncation = new BagFormatException(file.Path, Offset, record, problem);
        return false;
    }

    private ReadOnlySpan<byte> Load(long offset, int size)
    {
        var from = offset - _windowStart;
        if (from >= 0 && from + size <= _windowLength)
        {
            return _window.AsSpan((int)from, size);
        }

        var wanted = (int)Math.Max(size, Math.Min(windowSize, end - offset));
        if (_window.Length < wanted)
        {
            _window = GC.AllocateUninitializedArray<byte>(wanted);
        }

        // Only what is asked for where it is more than a window: a large body is not copied twice.
        _windowStart = offset;
        _windowLength = file.Read(offset, _window.AsSpan(0, wanted));
        return _window.AsSpan(0, Math.Min(size, _windowLength));
    }
}
