using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>Observations in a SQLite file of their own. Calls run on the caller's thread.</summary>
public sealed class SqliteIndicatorStore : IIndicatorStore, IDisposable
{
    private const string SelectNewest =
        $"""
        SELECT {IndicatorStatements.Columns} FROM observation o
        WHERE time = (SELECT MAX(time) FROM observation WHERE indicator = o.indicator) ORDER BY indicator
        """;

    private const string SelectSpan =
        $"""
        SELECT {IndicatorStatements.Columns} FROM observation
        WHERE indicator = $indicator AND time >= $from AND time < $to ORDER BY time DESC LIMIT $limit
        """;

    private const string SelectReplaced =
        $"""
        SELECT {IndicatorStatements.Columns} FROM replaced
        WHERE indicator = $indicator AND time >= $from AND time < $to ORDER BY time, revision
        """;

    private readonly SqliteDatabase<IndicatorStatements> _database;

    /// <exception cref="Files.NewerFormatException">A newer version wrote the file.</exception>
    public SqliteIndicatorStore(string path, TimeProvider time, ILogger<SqliteIndicatorStore> log) =>
        _database = new SqliteDatabase<IndicatorStatements>(path, IndicatorStatements.Migrations, c => new IndicatorStatements(c), time, log);

    public IReadOnlyList<(IndicatorObservation Stored, IndicatorPut Outcome)> Put(IReadOnlyList<IndicatorObservation> observations) =>
        _database.Write(statements => observations.Select(statements.Put).ToList());

    public IReadOnlyList<IndicatorObservation> Newest() => Read(SelectNewest, []);

    public IReadOnlyList<IndicatorObservation> List(string indicator, long fromNanos, long toNanos, int limit) =>
        Read(SelectSpan, [("$indicator", indicator), ("$from", fromNanos), ("$to", toNanos), ("$limit", limit)]);

    public IReadOnlyList<IndicatorObservation> Replaced(string indicator, long fromNanos, long toNanos) =>
        Read(SelectReplaced, [("$indicator", indicator), ("$from", fromNanos), ("$to", toNanos)]);

    public void Dispose() => _database.Dispose();

    private List<IndicatorObservation> Read(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            return SqliteQuery.Read(_database.OpenReader, sql, parameters, IndicatorStatements.Read);
        }
        catch (SqliteException e)
        {
            throw _database.TranslateRead(e);
        }
    }
}
