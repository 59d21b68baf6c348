using System.Runtime.InteropServices;
using Ros2DotNet.Bags.Sqlite.Native;

namespace Ros2DotNet.Bags.Sqlite;

/// <summary>An open database file.</summary>
internal sealed unsafe class SqliteDatabase : IDisposable
{
    private const int BusyMilliseconds = 5000;
    private nint _handle;

    private SqliteDatabase(string path, nint handle)
    {
        Path = path;
        _handle = handle;
    }

    ~SqliteDatabase() => Close();

    public string Path { get; }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(Path);

    /// <summary>Opens a file to read.</summary>
    /// <exception cref="BagException">It cannot be opened, or is no database.</exception>
    public static SqliteDatabase OpenToRead(string path)
    {
        if (!File.Exists(path))
        {
            throw new BagException($"{path} does not exist");
        }

        var escaped = string.Concat(
            System.IO.Path.GetFullPath(path).Select(c => c is '%' or '?' or '#' ? $"%{(int)c:x2}" : c.ToString()));
        var database = Open(path, $"file:{escaped}?mode=ro", Sqlite3.OpenReadOnly | Sqlite3.OpenUri);
        if (database.Probe() is Sqlite3.CannotOpen or Sqlite3.ReadOnly)
        {
            // A database in WAL mode wants to write beside itself; where that cannot be, it cannot change either.
            database.Dispose();
            database = Open(path, $"file:{escaped}?immutable=1", Sqlite3.OpenReadOnly | Sqlite3.OpenUri);
        }

        return database;
    }

    /// <summary>Makes a new file.</summary>
    /// <exception cref="BagException">It is there already, or cannot be made.</exception>
    public static SqliteDatabase Create(string path) => File.Exists(path)
        ? throw new BagException($"{path} cannot be made: it is there already")
        : Open(path, path, Sqlite3.OpenReadWrite | Sqlite3.OpenCreate);

    public SqliteStatement Prepare(string sql) => new(this, sql);

    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (statement.Step())
        {
            // Pragmas answer with a row that nobody needs.
        }
    }

    public BagException Error(string doing) =>
        new($"{Path}: {doing}: {Marshal.PtrToStringUTF8(Sqlite3.sqlite3_errmsg(Handle))} (SQLite error " +
            $"{Sqlite3.sqlite3_extended_errcode(Handle)})");

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private static SqliteDatabase Open(string path, string name, int flags)
    {
        nint handle;
        var code = Sqlite3.sqlite3_open_v2(name, &handle, flags | Sqlite3.OpenNoMutex, 0);
        var database = new SqliteDatabase(path, handle);
        if (code != Sqlite3.Ok)
        {
            using (database)
            {
                throw database.Error("cannot be opened");
            }
        }

        Sqlite3.sqlite3_busy_timeout(handle, BusyMilliseconds);
        return database;
    }

    private int Probe()
    {
        nint statement;
        var code = Sqlite3.sqlite3_prepare_v2(Handle, "SELECT 1 FROM sqlite_master", -1, &statement, 0);
        Sqlite3.sqlite3_finalize(statement);
        return code & 0xff;
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _handle, 0) is var handle and not 0)
        {
            Sqlite3.sqlite3_close_v2(handle);
        }
    }
}
