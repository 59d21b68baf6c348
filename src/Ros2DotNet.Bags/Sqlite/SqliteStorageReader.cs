namespace Ros2DotNet.Bags.Sqlite;

/// <summary>A <c>.db3</c> file of rosbag2, of every schema version from Dashing's on.</summary>
internal sealed class SqliteStorageReader : IStorageReader
{
    private readonly bool _skipDamage;
    private readonly List<BagProblem> _problems = [];
    private readonly List<BagTopic> _topics = [];

    /// <exception cref="BagException">The file cannot be opened or is no bag.</exception>
    public SqliteStorageReader(string path, bool skipDamage)
    {
        _skipDamage = skipDamage;
        Database = SqliteDatabase.OpenToRead(path);
        try
        {
            var tables = Column("SELECT name FROM sqlite_master WHERE type = 'table'").ToHashSet();
            if (!tables.IsSupersetOf(["topics", "messages"]))
            {
                throw new BagException($"{path}: this is not a bag: it has no tables 'topics' and 'messages'");
            }

            SchemaVersion = FindSchemaVersion(tables);
            ReadTopics(tables.Contains("message_definitions"));
            EmbeddedMetadata = tables.Contains("metadata")
                ? Column("SELECT metadata FROM metadata ORDER BY id DESC LIMIT 1")
                    .FirstOrDefault(text => text.Length > 0)
                : null;
            HasTimeIndex =
                Column("SELECT name FROM sqlite_master WHERE type = 'index' AND name = 'timestamp_idx'").Count > 0;
            ReadTimes();
        }
        catch
        {
            Database.Dispose();
            throw;
        }
    }

    public string Path => Database.Path;

    /// <summary>1: Dashing; 2: with QoS; 3: with metadata; 4: with message definitions and type hashes.</summary>
    public int SchemaVersion { get; }

    public IReadOnlyList<BagTopic> Topics => _topics;

    public IReadOnlyList<BagProblem> Problems => _problems;

    public long? StartTimeNs { get; private set; }

    public long? EndTimeNs { get; private set; }

    public string? EmbeddedMetadata { get; }

    internal SqliteDatabase Database { get; }

    internal bool HasTimeIndex { get; }

    /// <summary>Place in <see cref="Topics"/> by the number the file gives a topic.</summary>
    internal Dictionary<long, int> TopicByNumber { get; } = [];

    public long[] CountMessages()
    {
        var counts = new long[_topics.Count];
        using var statement = Database.Prepare("SELECT topic_id, COUNT(*) FROM messages GROUP BY topic_id");
        Guarded("counting messages", () =>
        {
            while (statement.Step())
            {
                if (TopicByNumber.TryGetValue(statement.Int64(0), out var topic))
                {
                    counts[topic] = statement.Int64(1);
                }
            }
        });
        return counts;
    }

    public IStorageCursor Read(BagFilter filter, IReadOnlyList<BagTopic> topics) =>
        new SqliteCursor(this, filter, topics);

    public void Dispose() => Database.Dispose();

    /// <summary>True where the error is to be passed over; it is in <see cref="Problems"/> then.</summary>
    internal bool PassesOver(BagException e, string record)
    {
        if (_skipDamage)
        {
            _problems.Add(new BagProblem(Path, 0, record, e.Message));
        }

        return _skipDamage;
    }

    private void Guarded(string record, Action read)
    {
        try
        {
            read();
        }
        catch (BagException e) when (PassesOver(e, record))
        {
            // Listed.
        }
    }

    private int FindSchemaVersion(HashSet<string> tables)
    {
        if (!tables.Contains("schema"))
        {
            return Column("SELECT name FROM pragma_table_info('topics')").Contains("offered_qos_profiles") ? 2 : 1;
        }

        using var statement = Database.Prepare("SELECT schema_version FROM schema");
        return statement.Step() ? (int)statement.Int64(0) : 3;
    }

    private void ReadTopics(bool hasDefinitions)
    {
        var columns = Column("SELECT name FROM pragma_table_info('topics')");
        var qos = columns.Contains("offered_qos_profiles") ? "offered_qos_profiles" : "''";
        var hash = columns.Contains("type_description_hash") ? "type_description_hash" : "''";
        var definitions = hasDefinitions ? ReadDefinitions() : [];
        using var statement =
            Database.Prepare($"SELECT id, name, type, serialization_format, {qos}, {hash} FROM topics ORDER BY id");
        while (statement.Step())
        {
            TopicByNumber[statement.Int64(0)] = _topics.Count;
            var type = statement.Text(2);
            _topics.Add(new BagTopic(statement.Text(1), BagTopic.NormalizeType(type))
            {
                SerializationFormat = statement.Text(3),
                OfferedQos = statement.Text(4),
                TypeHash = statement.Text(5),
                Definition = definitions.GetValueOrDefault(type),
            });
        }
    }

    private Dictionary<string, MessageDefinition> ReadDefinitions()
    {
        var definitions = new Dictionary<string, MessageDefinition>();
        using var statement =
            Database.Prepare("SELECT topic_type, encoding, encoded_message_definition FROM message_definitions");
        while (statement.Step())
        {
            if (statement.Text(2) is { Length: > 0 } text)
            {
                definitions[statement.Text(0)] = new MessageDefinition(statement.Text(1), text);
            }
        }

        return definitions;
    }

    private void ReadTimes() => Guarded("first and last message", () =>
    {
        using var statement = Database.Prepare(
            "SELECT (SELECT MIN(timestamp) FROM messages), (SELECT MAX(timestamp) FROM messages), EXISTS(SELECT 1 " +
            "FROM messages)");
        if (statement.Step() && statement.Int64(2) != 0)
        {
            (StartTimeNs, EndTimeNs) = (statement.Int64(0), statement.Int64(1));
        }
    });

    private List<string> Column(string sql)
    {
        var values = new List<string>();
        using var statement = Database.Prepare(sql);
        while (statement.Step())
        {
            values.Add(statement.Text(0));
        }

        return values;
    }
}
