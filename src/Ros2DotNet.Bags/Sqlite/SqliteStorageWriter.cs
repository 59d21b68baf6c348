using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Sqlite;

/// <summary>
/// A <c>.db3</c> file of schema version 4. It is written in WAL mode, so that a crash costs what was not flushed and
/// nothing else; closing folds the log into the one file.
/// </summary>
internal sealed class SqliteStorageWriter : IStorageWriter
{
    private const int RowOverhead = 32;
    private const int FlushBytes = 2 << 20;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly ZstdCompressor? _compressor;
    private readonly long _flushMs;
    private readonly HashSet<string> _definedTypes = [];
    private byte[] _compressed = [];
    private long _transactionSince;
    private long _flushedLength;
    private int _topics;
    private bool _inTransaction;
    private bool _closed;

    public SqliteStorageWriter(string path, BagWriteOptions options, string rosDistro)
    {
        _flushMs = (long)options.FlushInterval.TotalMilliseconds;
        _database = SqliteDatabase.Create(path);
        try
        {
            foreach (var sql in (string[])
            [
                "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
                "CREATE TABLE schema(schema_version INTEGER PRIMARY KEY, ros_distro TEXT NOT NULL)",
                "CREATE TABLE metadata(id INTEGER PRIMARY KEY, metadata_version INTEGER NOT NULL, " +
                    "metadata TEXT NOT NULL)",
                "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, " +
                    "serialization_format TEXT NOT NULL, offered_qos_profiles TEXT NOT NULL, " +
                    "type_description_hash TEXT NOT NULL)",
                "CREATE TABLE message_definitions(id INTEGER PRIMARY KEY, topic_type TEXT NOT NULL, " +
                    "encoding TEXT NOT NULL, encoded_message_definition TEXT NOT NULL, " +
                    "type_description_hash TEXT NOT NULL)",
                "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, " +
                    "timestamp INTEGER NOT NULL, data BLOB NOT NULL)",
                "CREATE INDEX timestamp_idx ON messages (timestamp ASC)",
            ])
            {
                _database.Execute(sql);
            }

            Insert("INSERT INTO schema(schema_version, ros_distro) VALUES(4, ?)", rosDistro);
            _begin = _database.Prepare("BEGIN");
            _commit = _database.Prepare("COMMIT");
            _insert = _database.Prepare("INSERT INTO messages(timestamp, topic_id, data) VALUES(?, ?, ?)");
            _compressor = options.CompressionMode == BagCompressionMode.Message
                ? new ZstdCompressor(options.CompressionLevel)
                : null;
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public long Length { get; private set; }

    public int Add(BagTopic topic)
    {
        Begin();
        Insert("INSERT INTO topics(name, type, serialization_format, offered_qos_profiles, type_description_hash) " +
            "VALUES(?, ?, ?, ?, ?)",
            topic.Name, topic.Type, topic.SerializationFormat, topic.OfferedQos, topic.TypeHash);
        if (_definedTypes.Add(topic.Type))
        {
            Insert("INSERT INTO message_definitions(topic_type, encoding, encoded_message_definition, " +
                "type_description_hash) VALUES(?, ?, ?, ?)",
                topic.Type, topic.Definition?.Encoding ?? "unknown", topic.Definition?.Text ?? "", topic.TypeHash);
        }

        return ++_topics;
    }

    public bool Write(int topic, long logTimeNs, long publishTimeNs, uint sequence, ReadOnlySpan<byte> data)
    {
        Begin();
        _insert.Bind(1, logTimeNs);
        _insert.Bind(2, topic);
        var stored = data;
        if (_compressor is not null)
        {
            var size = _compressor.Compress(data, ref _compressed);
            stored = _compressed.AsSpan(0, size);
        }

        var fits = _insert.RunWithBlob(3, stored);
        Length += fits ? stored.Length + RowOverhead : 0;
        if (Length - _flushedLength >= FlushBytes || Environment.TickCount64 - _transactionSince >= _flushMs)
        {
            Flush();
        }

        return fits;
    }

    public void Flush()
    {
        if (_inTransaction)
        {
            _inTransaction = false;
            _flushedLength = Length;
            try
            {
                _commit.Run();
            }
            catch
            {
                Rollback();
                throw;
            }
        }
    }

    public void Close(string embeddedMetadata, string rosDistro)
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        using (_database)
        using (_compressor)
        {
            FlushOrRollBack();
            Begin();
            Insert($"INSERT INTO metadata(metadata_version, metadata) VALUES({MetadataWriter.Version}, ?)",
                embeddedMetadata);
            Flush();
            FinishStatements();
            _database.Execute("PRAGMA journal_mode = DELETE");
        }
    }

    private void FlushOrRollBack()
    {
        try
        {
            Flush();
        }
        catch (BagException)
        {
            // The disk was full before; what had been flushed until then is in the file.
        }
    }

    private void Rollback()
    {
        try
        {
            _database.Execute("ROLLBACK");
        }
        catch (BagException)
        {
            // SQLite has rolled back by itself.
        }
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            FinishStatements();
            _compressor?.Dispose();
            _database.Dispose();
        }
    }

    private void FinishStatements()
    {
        _insert.Dispose();
        _begin.Dispose();
        _commit.Dispose();
    }

    private void Begin()
    {
        if (!_inTransaction)
        {
            _begin.Run();
            _inTransaction = true;
            _transactionSince = Environment.TickCount64;
        }
    }

    private void Insert(string sql, params ReadOnlySpan<string> values)
    {
        using var statement = _database.Prepare(sql);
        for (var i = 0; i < values.Length; i++)
        {
            statement.Bind(i + 1, values[i]);
        }

        statement.Step();
    }
}
