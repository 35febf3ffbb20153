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
    private const string TransitionColumns = "SELECT sequence, action, at, event_time, actor, note, body, origin FROM transition";

    private const string ListNow =
        """
        SELECT body FROM alert
        WHERE ($states IS NULL OR state IN (SELECT value FROM json_each($states)))
          AND ($severities IS NULL OR severity IN (SELECT value FROM json_each($severities)))
          AND ($zones IS NULL OR zone IN (SELECT value FROM json_each($zones)))
          AND ($rule IS NULL OR rule = $rule)
          AND ($incident IS NULL OR incident = $incident)
          AND raised_at >= $from AND raised_at < $to
          AND (raised_at, id) < ($raised, $id)
        ORDER BY raised_at DESC, id DESC LIMIT $limit
        """;

    // Rule and time of raising never change; the rest is read from the alert as its last change until then left it.
    private const string ListAsOf =
        """
        SELECT body FROM (
          SELECT raised_at, id,
            (SELECT t.body FROM transition t WHERE t.alert = a.id AND t.at <= $as_of ORDER BY t.sequence DESC LIMIT 1) AS body
          FROM alert a
          WHERE ($rule IS NULL OR rule = $rule) AND raised_at >= $from AND raised_at < $to AND raised_at <= $as_of
            AND (raised_at, id) < ($raised, $id))
        WHERE body IS NOT NULL
          AND ($states IS NULL OR json_extract(body, '$.state') IN (SELECT value FROM json_each($state_names)))
          AND ($severities IS NULL OR json_extract(body, '$.severity') IN (SELECT value FROM json_each($severity_names)))
          AND ($zones IS NULL OR json_extract(body, '$.zone') IN (SELECT value FROM json_each($zones)))
          AND ($incident IS NULL OR json_extract(body, '$.incident') = $incident)
        ORDER BY raised_at DESC, id DESC LIMIT $limit
        """;

    private readonly SqliteDatabase<AlertStatements> _database;
    private long _lastSequence;

    /// <exception cref="Files.NewerFormatException">A newer version wrote the file.</exception>
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
            query.AsOfNanos is null ? ListNow : ListAsOf,
            [
                ("$states", Numbers(query.States?.Select(s => (int)s))), ("$severities", Numbers(query.Severities?.Select(s => (int)s))),
                ("$state_names", Strings(query.States?.Select(s => s.ToString()))),
                ("$severity_names", Strings(query.Severities?.Select(s => s.ToString()))),
                ("$zones", Strings(query.Zones)), ("$rule", query.Rule), ("$incident", query.Incident), ("$as_of", query.AsOfNanos),
                ("$from", query.FromNanos ?? long.MinValue), ("$to", query.ToNanos ?? long.MaxValue), ("$raised", raisedBefore),
                ("$id", idBefore), ("$limit", limit + 1),
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

    public ValueTask<IReadOnlyList<AlertTransition>> ChangesAsync(
        long fromNanos, long toNanos, long afterSequence, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<AlertTransition>>(Read(
            $"{TransitionColumns} WHERE at >= $from AND at < $to AND sequence > $sequence ORDER BY sequence LIMIT $limit",
            [("$from", fromNanos), ("$to", toNanos), ("$sequence", afterSequence), ("$limit", limit)], ReadTransition));

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
        row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(7) ? null : row.GetString(7));

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
