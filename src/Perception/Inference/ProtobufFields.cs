namespace Perception.Inference;

/// <summary>
/// The fields of a protobuf message, all or those of one number; numbers and bytes alike as their bytes. A message that
/// is none ends in an <see cref="IndexOutOfRangeException"/>, <see cref="ArgumentOutOfRangeException"/> or
/// <see cref="OverflowException"/>.
/// </summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message, int number = 0)
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    public int Number { get; private set; }

    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>The field with its key and length.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    public readonly ProtobufFields Current => this;

    public readonly ProtobufFields GetEnumerator() => this;

    public static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    public bool MoveNext()
    {
        while (_at < _message.Length)
        {
            var first = _at;
            var key = ReadVarint(_message, ref _at);
            var start = _at;
            var length = (int)(key & 7) switch
            {
                Varint => Skip(),
                Fixed64 => 8,
                Fixed32 => 4,
                Bytes => checked((int)ReadVarint(_message, ref start)),
                _ => throw new ArgumentOutOfRangeException(nameof(message)),
            };
            Number = (int)(key >> 3);
            Body = _message.Slice(start, length);
            _at = start + length;
            Whole = _message[first.._at];
            if (number == 0 || Number == number)
            {
                return true;
            }
        }

        return false;
    }

    private readonly int Skip()
    {
        var at = _at;
        ReadVarint(_message, ref at);
        return at - _at;
    }
}
