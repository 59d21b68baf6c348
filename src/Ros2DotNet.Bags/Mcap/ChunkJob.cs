using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// Records on their way to the file: a chunk, or records that stand alone. Reused, so that a steady stream allocates
/// nothing.
/// </summary>
internal sealed class ChunkJob
{
    // Every channel's list that was ever used, and those in use in the order of their first message.
    private readonly Dictionary<ushort, MessageIndexList> _lists = [];
    private readonly List<MessageIndexList> _used = [];
    private byte[] _compressed = [];
    private int _compressedLength;

    public RecordWriter Records { get; } = new();

    public IReadOnlyList<MessageIndexList> Indexes => _used;

    /// <summary>Written as they are, not in a chunk.</summary>
    public bool StandsAlone { get; set; }

    /// <summary>The one attachment that these records are.</summary>
    public McapAttachment? Attachment { get; set; }

    /// <summary>The one metadata record that these records are.</summary>
    public McapMetadata? Metadata { get; set; }

    /// <summary>Compressed, or not to be.</summary>
    public bool Ready { get; set; }

    public ulong StartTime { get; private set; }

    public ulong EndTime { get; private set; }

    public int MessageCount { get; private set; }

    public uint Crc { get; private set; }

    /// <summary>Name of the compression as the file has it.</summary>
    public string Compression { get; private set; } = "";

    public ReadOnlySpan<byte> Stored =>
        _compressedLength > 0 ? _compressed.AsSpan(0, _compressedLength) : Records.Written;

    public void Add(ushort channel, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data)
    {
        if (!_lists.TryGetValue(channel, out var list))
        {
            _lists.Add(channel, list = new MessageIndexList(channel));
        }

        if (list.Count == 0)
        {
            _used.Add(list);
        }

        var offset = Records.Length;
        Records.Message(channel, sequence, logTime, publishTime, data);
        list.Add(logTime, offset);
        StartTime = MessageCount == 0 ? logTime : Math.Min(StartTime, logTime);
        EndTime = MessageCount == 0 ? logTime : Math.Max(EndTime, logTime);
        MessageCount++;
    }

    /// <summary>Makes the bytes for the file; runs on a thread of its own.</summary>
    public void Finish(ICompressor? compressor, string compression, bool crc)
    {
        Crc = crc && !StandsAlone ? Crc32.Of(Records.Written) : 0;
        foreach (var list in _used)
        {
            list.Sort();
        }

        if (compressor is not null && !StandsAlone && Records.Length > 0)
        {
            var length = compressor.Compress(Records.Written, ref _compressed);
            if (length < Records.Length)
            {
                (_compressedLength, Compression) = (length, compression);
            }
        }
    }

    public void Clear()
    {
        Records.Clear();
        foreach (var list in _used)
        {
            list.Clear();
        }

        _used.Clear();
        (StandsAlone, Attachment, Metadata, Ready) = (false, null, null, false);
        (StartTime, EndTime, MessageCount, Crc, Compression, _compressedLength) = (0, 0, 0, 0, "", 0);
    }
}
