using System.Globalization;
using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Sqlite;

/// <summary>
/// Messages of a database by (timestamp, id), each where SQLite holds it. Compressed messages are recognised by
/// themselves.
/// </summary>
internal sealed class SqliteCursor : IStorageCursor
{
    private readonly SqliteStorageReader _reader;
    private readonly SqliteStatement _statement;
    private readonly HashSet<long> _unknownTopics = [];
    private ZstdDecompressor? _decompressor;
    private byte[] _decompressed = [];
    private int _decompressedLength = -1;

    public SqliteCursor(SqliteStorageReader reader, BagFilter filter, IReadOnlyList<BagTopic> topics)
    {
        _reader = reader;
        _statement = reader.Database.Prepare(Query(reader, filter, topics));
        if (filter.StartTimeNs > filter.EndTimeNs)
        {
            return;
        }

        _statement.Bind(1, filter.StartTimeNs);
        _statement.Bind(2, filter.EndTimeNs);
    }

    public int Topic { get; private set; }

    public long LogTimeNs { get; private set; }

    /// <summary>This format keeps only one time.</summary>
    public long PublishTimeNs => LogTimeNs;

    public uint Sequence => 0;

    public ReadOnlySpan<byte> Data =>
        _decompressedLength >= 0 ? _decompressed.AsSpan(0, _decompressedLength) : _statement.Blob(2);

    // A CDR header starts with 0, a zstd frame never does.
    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];

    public bool MoveNext()
    {
        try
        {
            while (_statement.Step())
            {
                if (!_reader.TopicByNumber.TryGetValue(_statement.Int64(0), out var topic))
                {
                    PassOverUnknown(_statement.Int64(0));
                    continue;
                }

                Topic = topic;
                LogTimeNs = _statement.Int64(1);
                if (Expand())
                {
                    return true;
                }
            }
        }
        catch (BagException e) when (_reader.PassesOver(e, "messages"))
        {
            // Behind damage SQLite does not go on.
        }

        return false;
    }

    public void Dispose()
    {
        _statement.Dispose();
        _decompressor?.Dispose();
    }

    private static string Query(SqliteStorageReader reader, BagFilter filter, IReadOnlyList<BagTopic> bagTopics)
    {
        var numbers =
            reader.TopicByNumber.Where(pair => filter.Wants(bagTopics[pair.Value])).Select(pair => pair.Key).ToList();
        var topics = numbers.Count == reader.TopicByNumber.Count ? ""
            : $" AND topic_id IN " +
                $"({string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))})";
        var wanted = $"FROM messages WHERE timestamp BETWEEN ?1 AND ?2{topics} ORDER BY timestamp, id";

        // Without the index SQLite would sort the messages themselves: let it sort their numbers.
        return reader.HasTimeIndex
            ? $"SELECT topic_id, timestamp, data, id {wanted}"
            : $"SELECT m.topic_id, m.timestamp, m.data, m.id FROM (SELECT id {wanted} LIMIT -1) AS k CROSS JOIN " +
                "messages AS m ON m.id = k.id";
    }

    // Said once for a topic: it may have any number of messages.
    private void PassOverUnknown(long topic)
    {
        if (!_unknownTopics.Add(topic))
        {
            return;
        }

        var error = new BagException(
            $"{_reader.Path}: message {_statement.Int64(3)} names topic {topic}, which is not in the file");
        if (!_reader.PassesOver(error, "message"))
        {
            throw error;
        }
    }

    private bool Expand()
    {
        _decompressedLength = -1;
        var stored = _statement.Blob(2);
        if (!stored.StartsWith(ZstdMagic))
        {
            return true;
        }

        try
        {
            _decompressor ??= new ZstdDecompressor();
            _decompressedLength =
                _decompressor.Decompress(stored, ZstdDecompressor.ContentSize(stored), ref _decompressed, false);
            return true;
        }
        catch (CompressionException e)
        {
            var error = new BagException($"{_reader.Path}: message {_statement.Int64(3)}: {e.Message}");
            return _reader.PassesOver(error, "message") ? false : throw error;
        }
    }
}
