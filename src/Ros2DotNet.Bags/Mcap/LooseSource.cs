namespace Ros2DotNet.Bags.Mcap;

/// <summary>The wanted messages outside of chunks by log time, read through a window.</summary>
internal sealed class LooseSource : IMessageSource
{
    private const int WindowSize = 1 << 20;

    private readonly InputFile _file;
    private readonly LooseMessage[] _messages;
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private int _current;

    public LooseSource(InputFile file, McapIndex index, MessageSelection selection)
    {
        _file = file;
        _messages = [.. index.LooseMessages.Where(message => selection.Wants(message.ChannelId, message.LogTime))
            .OrderBy(message => message.LogTime).ThenBy(message => message.Offset)];
    }

    public bool IsEmpty => _messages.Length == 0;

    public (ulong LogTime, long Offset) Key => (_messages[_current].LogTime, _messages[_current].Offset);

    public ReadOnlySpan<byte> Body
    {
        get
        {
            var (_, offset, length, _) = _messages[_current];
            if (offset < _windowStart || offset + length > _windowStart + _windowLength)
            {
                var wanted = (int)Math.Max(length, Math.Min(WindowSize, _file.Length - offset));
                if (_window.Length < wanted)
                {
                    _window = GC.AllocateUninitializedArray<byte>(wanted);
                }

                _windowStart = offset;
                _windowLength = _file.Read(offset, _window.AsSpan(0, wanted));
            }

            return _windowLength >= length
                ? _window.AsSpan((int)(offset - _windowStart), length)
                : throw new BagFormatException(_file.Path, offset, nameof(McapOpcode.Message),
                    "the file became shorter while it was read");
        }
    }

    public bool Next() => ++_current < _messages.Length;
}
