using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>The alerts' log and the newest state of each, in one SQLite file. Calls run on the caller's thread.</summary>
public sealed class SqliteAlertStore : IAlertStore, IDisposable
{
    private const int LargestPage = 1000;
    private const string TransitionColumns = "SELECT sequence, action, at, event_time, actor, note, body FROM transition";
    private readonly SqliteDatabase<AlertStatements> _database;
    private long _lastSequence;

    /// <exception cref="InvalidDataException">A newer version wrote the file.</exception>
    public SqliteAlertStore(string path, TimeProvider time, ILogger<SqliteAlertStore> log)
    {
        _database = new SqliteDatabase<AlertStatements>(path, AlertStatements.Migrations, c => new AlertStatements(c), time, log);
        try
        {
            _lastSequence = Read("SELECT IFNULL(MAX(sequence), 0) FROM transition", [], r => r.GetInt64(0))[0];
        }
        catch (StoreUnavailableException)
        {
            // Said by the database already; appending tries again.
            _lastSequence = 0;
        }
    }

    public long LastSequence => Volatile.Read(ref _lastSequence);

    public int Losses => _database.Losses;

    public void Append(IReadOnlyList<AlertTransition> transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        if (transitions.Count == 0)
        {
            return;
        }

        try
        {
            var last = _database.Write(statements =>
            {
                var highest = 0L;
                foreach (var transition in transitions)
                {
                    statements.Store(transition);
                    highest = Math.Max(highest, transition.Sequence);
                }

                return highest;
            });
            Volatile.Write(ref _lastSequence, Math.Max(_lastSequence, last));
        }
        catch (StoreUnavailableException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public ValueTask<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var limit = Math.Clamp(query.Limit, 1, LargestPage);
        var (raisedBefore, idBefore) = ParseCursor(query.Cursor);
        var alerts = Read(
            """
            SELECT body FROM alert
            WHERE ($states IS NULL OR state IN (SELECT value FROM json_each($states)))
              AND ($severities IS NULL OR severity IN (SELECT value FROM json_each($severities)))
              AND ($zones IS NULL OR zone IN (SELECT value FROM json_each($zones)))
              AND ($rule IS NULL OR rule = $rule)
              AND raised_at >= $from AND raised_at < $to
              AND (raised_at, id) < ($raised, $id)
            ORDER BY raised_at DESC, id DESC LIMIT $limit
            """,
            [
                ("$states", Numbers(query.States?.Select(s => (int)s))), ("$severities", Numbers(query.Severities?.Select(s => (int)s))),
                ("$zones", Strings(query.Zones)), ("$rule", query.Rule), ("$from", query.FromNanos ?? long.MinValue),
                ("$to", query.ToNanos ?? long.MaxValue), ("$raised", raisedBefore), ("$id", idBefore), ("$limit", limit + 1),
            ],
            r => ReadAlert(r.GetString(0)));
        var more = alerts.Count > limit;
        if (more)
        {
            alerts.RemoveAt(limit);
        }

        var cursor = more ? string.Create(CultureInfo.InvariantCulture, $"{alerts[^1].RaisedAtNanos}:{alerts[^1].Id}") : null;
        return ValueTask.FromResult(new AlertPage(alerts, cursor));
    }

    public ValueTask<Alert?> FindAsync(string id, CancellationToken cancellation) => ValueTask.FromResult(
        Read("SELECT body FROM alert WHERE id = $id", [("$id", id)], r => ReadAlert(r.GetString(0))).FirstOrDefault());

    public ValueTask<IReadOnlyList<AlertTransition>> TimelineAsync(string id, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<AlertTransition>>(
            Read($"{TransitionColumns} WHERE alert = $id ORDER BY sequence", [("$id", id)], ReadTransition));

    public ValueTask<IReadOnlyList<AlertTransition>> SinceAsync(long sequence, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<AlertTransition>>(Read(
            $"{TransitionColumns} WHERE sequence > $sequence ORDER BY sequence LIMIT $limit", [("$sequence", sequence), ("$limit", limit)],
            ReadTransition));

    public void Dispose() => _database.Dispose();

    private static (long Raised, string Id) ParseCursor(string? cursor)
    {
        if (cursor is null)
        {
            return (long.MaxValue, "");
        }

        var colon = cursor.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(cursor.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var raised)
            ? (raised, cursor[(colon + 1)..])
            : throw new FormatException("The cursor is not one that this list gave out.");
    }

    private static string? Numbers(IEnumerable<int>? values) => values is null ? null : $"[{string.Join(',', values)}]";

    private static string? Strings(IEnumerable<string>? values) =>
        values is null ? null : $"[{string.Join(',', values.Select(v => $"\"{JsonEncodedText.Encode(v)}\""))}]";

    private static Alert ReadAlert(string json) =>
        JsonSerializer.Deserialize(json, AlertJson.Default.Alert) ?? throw new InvalidDataException("An alert without content.");

    private static AlertTransition ReadTransition(SqliteDataReader row) => new(
        row.GetInt64(0), ReadAlert(row.GetString(6)), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5));

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
