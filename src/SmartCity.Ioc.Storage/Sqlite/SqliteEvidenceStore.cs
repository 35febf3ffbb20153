using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Evidence;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>Holds and their audit in a SQLite file of their own: no loss of history or alerts touches what is to be kept of them.</summary>
public sealed class SqliteEvidenceStore : IEvidenceStore, IDisposable
{
    private const string HoldColumns = "SELECT id, scope, owner, start, stop, until, reason, creator, created, released FROM hold";
    private readonly string _path;
    private readonly SqliteDatabase<EvidenceStatements> _database;

    /// <exception cref="Files.NewerFormatException">A newer version wrote the file.</exception>
    public SqliteEvidenceStore(string path, TimeProvider time, ILogger<SqliteEvidenceStore> log)
    {
        _path = Path.GetFullPath(path);
        _database = new SqliteDatabase<EvidenceStatements>(path, EvidenceStatements.Migrations, c => new EvidenceStatements(c), time, log);
    }

    public bool IsWhole => Directory.GetFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + ".corrupt-*").Length == 0;

    public void Add(EvidenceHold hold, IReadOnlyCollection<string> devices, EvidenceAct act)
    {
        ArgumentNullException.ThrowIfNull(hold);
        _database.Write(statements =>
        {
            statements.Store(hold);
            statements.Cover(hold.Id, devices);
            statements.Store(act);
            return 0;
        });
    }

    public void Change(EvidenceHold hold, EvidenceAct act) => _database.Write(statements =>
    {
        statements.Store(hold);
        statements.Store(act);
        return 0;
    });

    public void Cover(string hold, IReadOnlyCollection<string> devices) => _database.Write(statements =>
    {
        statements.Cover(hold, devices);
        return 0;
    });

    public void Note(EvidenceAct act) => _database.Write(statements =>
    {
        statements.Store(act);
        return 0;
    });

    public IReadOnlyList<EvidenceHold> List() => Read($"{HoldColumns} ORDER BY created DESC, id", [], Hold);

    public EvidenceHold? Find(string id) => Read($"{HoldColumns} WHERE id = $id", [("$id", id)], Hold).SingleOrDefault();

    public IReadOnlyList<string> DevicesOf(string hold) =>
        Read("SELECT device FROM held_device WHERE hold = $hold ORDER BY device", [("$hold", hold)], row => row.GetString(0));

    public IReadOnlyList<EvidenceAct> ActsOf(string hold) => Read(
        "SELECT hold, at, actor, action, note FROM act WHERE hold = $hold ORDER BY number", [("$hold", hold)],
        row => new EvidenceAct(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)));

    public void Dispose() => _database.Dispose();

    private static EvidenceHold Hold(SqliteDataReader row) => new(
        row.GetString(0), (AggregateScope)row.GetInt32(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetString(6),
        row.GetString(7), row.GetInt64(8), row.IsDBNull(9) ? null : row.GetInt64(9));

    private List<T> Read<T>(string sql, ReadOnlySpan<(string Name, object? Value)> parameters, Func<SqliteDataReader, T> row)
    {
        try
        {
            return SqliteQuery.Read(_database.OpenReader, sql, parameters, row);
        }
        catch (SqliteException e)
        {
            throw _database.TranslateRead(e);
        }
    }
}
