using System.Text;
using Ros2DotNet.Bags.Sqlite.Native;

namespace Ros2DotNet.Bags.Sqlite;

/// <summary>A prepared statement. Blobs and texts of a row lie in SQLite's memory until the next step.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private static readonly nint CopyNow = -1;
    private readonly SqliteDatabase _database;
    private readonly string _sql;
    private nint _handle;

    public SqliteStatement(SqliteDatabase database, string sql)
    {
        _database = database;
        _sql = sql;
        nint handle;
        if (Sqlite3.sqlite3_prepare_v2(database.Handle, sql, -1, &handle, 0) != Sqlite3.Ok)
        {
            throw database.Error($"'{sql}'");
        }

        _handle = handle;
    }

    ~SqliteStatement() => Finish();

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="BagException">The database is damaged, locked or full.</exception>
    public bool Step() => Sqlite3.sqlite3_step(_handle) switch
    {
        Sqlite3.Row => true,
        Sqlite3.Done => false,
        _ => throw _database.Error($"'{_sql}'"),
    };

    /// <summary>Runs a statement without rows; it can be run again.</summary>
    /// <exception cref="BagException">The database is damaged, locked or full.</exception>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Sqlite3.sqlite3_reset(_handle);
        }
    }

    public void Bind(int index, long value) => Check(Sqlite3.sqlite3_bind_int64(_handle, index, value));

    public void Bind(int index, string text)
    {
        // One byte more, so that an empty text is not a null pointer, which would be NULL.
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* start = bytes)
        {
            Check(Sqlite3.sqlite3_bind_text(_handle, index, start, bytes.Length - 1, CopyNow));
        }
    }

    /// <summary>
    /// Binds a blob where it lies and runs the statement before returning; false where it is too large for SQLite.
    /// </summary>
    public bool RunWithBlob(int index, ReadOnlySpan<byte> blob)
    {
        byte nothing;
        fixed (byte* start = blob)
        {
            var code =
                Sqlite3.sqlite3_bind_blob64(_handle, index, blob.IsEmpty ? &nothing : start, (ulong)blob.Length, 0);
            code = code == Sqlite3.Ok ? Sqlite3.sqlite3_step(_handle) : code;
            Sqlite3.sqlite3_reset(_handle);
            return (code & 0xff) switch
            {
                Sqlite3.Done => true,
                Sqlite3.TooBig => false,
                _ => throw _database.Error($"'{_sql}'"),
            };
        }
    }

    public long Int64(int column) => Sqlite3.sqlite3_column_int64(_handle, column);

    public string Text(int column)
    {
        var start = Sqlite3.sqlite3_column_text(_handle, column);
        return start is null ? "" : Encoding.UTF8.GetString(start, Sqlite3.sqlite3_column_bytes(_handle, column));
    }

    public ReadOnlySpan<byte> Blob(int column)
    {
        var start = Sqlite3.sqlite3_column_blob(_handle, column);
        return start is null ? default : new(start, Sqlite3.sqlite3_column_bytes(_handle, column));
    }

    public void Dispose()
    {
        Finish();
        GC.SuppressFinalize(this);
    }

    private void Check(int code)
    {
        if (code != Sqlite3.Ok)
        {
            throw _database.Error($"'{_sql}'");
        }
    }

    private void Finish()
    {
        if (Interlocked.Exchange(ref _handle, 0) is var handle and not 0)
        {
            Sqlite3.sqlite3_finalize(handle);
        }
    }
}
