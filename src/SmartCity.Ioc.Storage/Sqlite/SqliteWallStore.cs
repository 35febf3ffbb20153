using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>The known walls in a SQLite file of their own. Calls run on the caller's thread.</summary>
public sealed class SqliteWallStore : IWallStore, IDisposable
{
    private const string SelectWalls = $"SELECT {WallStatements.Columns} FROM wall ORDER BY id";

    private const string SelectActs =
        "SELECT wall, at, action, actor, origin, note FROM act WHERE wall = $wall ORDER BY number DESC LIMIT $limit";

    private readonly SqliteDatabase<WallStatements> _database;

    /// <exception cref="Files.NewerFormatException">A newer version wrote the file.</exception>
    public SqliteWallStore(string path, TimeProvider time, ILogger<SqliteWallStore> log) =>
        _database = new SqliteDatabase<WallStatements>(path, WallStatements.Migrations, c => new WallStatements(c), time, log);

    public IReadOnlyList<KnownWall> Read() => Read(SelectWalls, [], WallStatements.ReadWall);

    public void Save(IReadOnlyList<KnownWall> changed, IReadOnlyList<string> forgotten, WallAct? act = null)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(forgotten);
        _database.Write(statements =>
        {
            foreach (var wall in changed)
            {
                statements.Store(wall);
            }

            foreach (var wall in forgotten)
            {
                statements.Forget(wall);
            }

            if (act is not null)
            {
                statements.Store(act);
            }

            return true;
        });
    }

    public IReadOnlyList<WallAct> Acts(string wall, int limit) =>
        Read(SelectActs, [("$wall", wall), ("$limit", limit)], WallStatements.ReadAct);

    public void Dispose() => _database.Dispose();

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
