using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>
/// One SQLite file in WAL mode: one connection that writes, under a lock, and as many that read as there are readers. A file that SQLite
/// calls corrupt is moved aside and a new one begun: history that can not be read must not stop the history that is being made.
/// </summary>
/// <typeparam name="TStatements">The prepared statements of the writing connection.</typeparam>
internal sealed class SqliteDatabase<TStatements> : IDisposable
    where TStatements : class, IDisposable
{
    // Result codes of https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CanNotOpen = 14;
    private const int NotADatabase = 26;

    private readonly string _path;
    private readonly IReadOnlyList<string> _migrations;
    private readonly Func<SqliteConnection, TStatements> _prepare;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _writing = new();
    private SqliteConnection? _connection;
    private TStatements? _statements;
    private bool _closed;
    private int _losses;

    /// <param name="migrations">SQL from version 0 to 1, from 1 to 2, …; <c>PRAGMA user_version</c> tells where a file stands.</param>
    /// <exception cref="NewerFormatException">A newer version wrote the file.</exception>
    public SqliteDatabase(
        string path, IReadOnlyList<string> migrations, Func<SqliteConnection, TStatements> prepare, TimeProvider time, ILogger log)
    {
        _path = path;
        _migrations = migrations;
        _prepare = prepare;
        _time = time;
        _log = log;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        lock (_writing)
        {
            TryOpen();
        }
    }

    /// <summary>How often the file was corrupt and was moved aside.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>Runs a transaction. It is rolled back when <paramref name="work"/> throws.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full, or the file can not be used now.</exception>
    public T Write<T>(Func<TStatements, T> work)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            try
            {
                Open();

                // By hand: with a transaction object every prepared command would have to be told of it.
                Execute("BEGIN IMMEDIATE");
                var result = work(_statements!);
                Execute("COMMIT");
                return result;
            }
            catch (SqliteException e)
            {
                // Closing rolls back; what the statements remember may stem from the transaction that is gone.
                Close();
                throw Translate(e);
            }
            catch
            {
                Close();
                throw;
            }
        }
    }

    /// <summary>A connection of the caller's own that sees the last committed state; dispose it to give it back.</summary>
    /// <exception cref="StoreUnavailableException">The file can not be used now.</exception>
    public SqliteConnection OpenReader()
    {
        try
        {
            var connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite));
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            throw Translate(e);
        }
    }

    /// <summary>What a failed read is to the caller. A corrupt file is replaced on the way.</summary>
    public Exception TranslateRead(SqliteException e)
    {
        lock (_writing)
        {
            return Translate(e);
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _closed = true;
            Close();
            using var pool = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite));
            SqliteConnection.ClearPool(pool);
        }
    }

    private static bool IsUnavailable(SqliteException e) => e.SqliteErrorCode is Busy or Locked or ReadOnly or IoError or Full or CanNotOpen;

    private void TryOpen()
    {
        try
        {
            Open();
        }
        catch (SqliteException e) when (IsUnavailable(e))
        {
            // The server goes on all the same; the next write tries again.
            StorageLog.DatabaseUnavailable(_log, e, _path);
        }
    }

    private void Open()
    {
        if (_connection is not null)
        {
            return;
        }

        try
        {
            OpenAndMigrate();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            Close();
            MoveAside(e);
            OpenAndMigrate();
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void OpenAndMigrate()
    {
        _connection = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWriteCreate));
        _connection.Open();

        // FULL: a commit is on disk when it returns, so the journal's reader may move on. 64 MiB of cache hold the newest pages of many series.
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;");
        var version = Convert.ToInt32(Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > _migrations.Count)
        {
            throw NewerFormatException.Of(_path, "schema", version, _migrations.Count);
        }

        for (; version < _migrations.Count; version++)
        {
            Execute($"BEGIN IMMEDIATE; {_migrations[version]} PRAGMA user_version = {version + 1}; COMMIT;");
        }

        _statements = _prepare(_connection);
    }

    private Exception Translate(SqliteException e)
    {
        if (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            Close();
            try
            {
                MoveAside(e);
            }
            catch (IOException moving)
            {
                return new StoreUnavailableException($"'{_path}' is corrupt and can not be moved aside.", moving);
            }

            // At once, so that readers find a file; where that fails the next write tries again.
            TryOpen();

            return new StoreUnavailableException($"'{_path}' was corrupt; a new one is begun.", e);
        }

        return e.SqliteErrorCode == Full
            ? new StoreUnavailableException($"The disk that holds '{_path}' is full.", e)
            : IsUnavailable(e) ? new StoreUnavailableException($"'{_path}' can not be used now: {e.Message}", e) : e;
    }

    // The WAL belongs to its database: both go, so that neither is taken for the new one's.
    private void MoveAside(SqliteException reason)
    {
        using (var pool = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite)))
        {
            SqliteConnection.ClearPool(pool);
        }

        var aside = $"{_path}.corrupt-{_time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}";
        foreach (var suffix in new[] { "-wal", "-shm", "" })
        {
            if (File.Exists(_path + suffix))
            {
                File.Move(_path + suffix, aside + suffix);
            }
        }

        Interlocked.Increment(ref _losses);
        StorageLog.DatabaseCorrupt(_log, reason, _path, aside);
    }

    private void Close()
    {
        _statements?.Dispose();
        _statements = null;
        _connection?.Dispose();
        _connection = null;
    }

    private void Execute(string sql)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private string ConnectionString(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = _path,
        Mode = mode,

        // The writer is opened once; readers come and go with every question.
        Pooling = mode == SqliteOpenMode.ReadWrite,
        DefaultTimeout = 10,
    }.ToString();
}
