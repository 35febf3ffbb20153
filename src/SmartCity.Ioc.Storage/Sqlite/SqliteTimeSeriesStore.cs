using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;
using SQLitePCL;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>
/// History in one SQLite file. Alert changes are not kept here: they have a store of their own with more in it. Calls run on the
/// caller's thread and return completed.
/// </summary>
public sealed class SqliteTimeSeriesStore : ITimeSeriesStore, IDisposable
{
    // A slice of retention: some milliseconds, after which a waiting write goes first.
    private const int SliceRows = 5000;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private readonly SqliteDatabase<TimeSeriesStatements> _database;
    private readonly TimeProvider _time;

    /// <exception cref="Files.NewerFormatException">A newer version wrote the file.</exception>
    public SqliteTimeSeriesStore(string path, TimeProvider time, ILogger<SqliteTimeSeriesStore> log)
    {
        _time = time;
        _database = new SqliteDatabase<TimeSeriesStatements>(path, TimeSeriesSchema.Migrations, c => new TimeSeriesStatements(c), time, log);
    }

    public ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var rejected = new List<RejectedPoint>();
        var written = _database.Write(statements =>
        {
            var count = batch.Alerts.Count;
            foreach (var point in batch.Readings)
            {
                if (PointRefusals.Of(point) is { } refusal)
                {
                    rejected.Add(refusal);
                    continue;
                }

                statements.Write(point);
                count++;
            }

            foreach (var point in batch.Aggregates)
            {
                if (PointRefusals.Of(point) is { } refusal)
                {
                    rejected.Add(refusal);
                    continue;
                }

                statements.Write(point);
                count++;
            }

            return count;
        });
        return ValueTask.FromResult(new WriteResult(written, rejected));
    }

    public async IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
        string device, string metric, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var connection = _database.OpenReader();
        if (MetricNumber(connection, metric) is { } number)
        {
            using var reader = Query(
                connection,
                """
                SELECT time, data FROM reading WHERE device = (SELECT id FROM device WHERE name = $device) AND time >= $from AND time < $to
                ORDER BY time
                """,
                ("$device", device), ("$from", fromNanos), ("$to", toNanos));
            while (Next(reader, cancellation))
            {
                if (TryValue(reader, 1, number, out var value))
                {
                    yield return new ReadingPoint(reader.GetInt64(0), value) { TimeAssumed = TryValue(reader, 1, ReadingRow.TimeAssumed, out _) };
                }
            }
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask ReadSeveralAsync(
        string device, IReadOnlyList<string> metrics, long fromNanos, long toNanos, List<MetricReading> target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(target);
        using var connection = _database.OpenReader();
        var numbers = new int[metrics.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = MetricNumber(connection, metrics[i]) ?? -1;
        }

        using var reader = Query(
            connection,
            """
            SELECT time, data FROM reading WHERE device = (SELECT id FROM device WHERE name = $device) AND time >= $from AND time < $to
            ORDER BY time
            """,
            ("$device", device), ("$from", fromNanos), ("$to", toNanos));
        while (Next(reader, cancellation))
        {
            var time = raw.sqlite3_column_int64(reader.Handle, 0);
            var row = raw.sqlite3_column_blob(reader.Handle, 1);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (ReadingRow.TryFind(row, numbers[i], out var value))
                {
                    target.Add(new MetricReading(time, i, value));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var connection = _database.OpenReader();
        using var reader = Query(
            connection,
            """
            SELECT start, revision, count, sum, min, max, first, last, deviation, p50, p95, p99, coverage FROM span
            WHERE series = (SELECT id FROM series WHERE scope = $scope AND owner = $owner AND metric = $metric AND kind = $kind)
              AND length = $length AND start >= $from AND start < $to
            ORDER BY start
            """,
            ("$scope", (int)scope), ("$owner", owner), ("$kind", scope == AggregateScope.Zone ? kind : ""), ("$metric", metric),
            ("$length", lengthNanos), ("$from", fromNanos), ("$to", toNanos));
        while (Next(reader, cancellation))
        {
            yield return new WindowPoint(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetDouble(3), reader.GetDouble(4), reader.GetDouble(5),
                reader.GetDouble(6), reader.GetDouble(7), reader.GetDouble(8), OrNaN(reader, 9), OrNaN(reader, 10), OrNaN(reader, 11),
                reader.GetDouble(12));
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation)
    {
        using var connection = _database.OpenReader();
        if (MetricNumber(connection, metric) is { } number)
        {
            using var reader = Query(
                connection,
                """
                SELECT time, data FROM reading WHERE device = (SELECT id FROM device WHERE name = $device) AND time < $before
                ORDER BY time DESC
                """,
                ("$device", device), ("$before", beforeNanos));
            while (Next(reader, cancellation))
            {
                if (TryValue(reader, 1, number, out var value))
                {
                    return ValueTask.FromResult<ReadingPoint?>(new ReadingPoint(reader.GetInt64(0), value));
                }
            }
        }

        return ValueTask.FromResult<ReadingPoint?>(null);
    }

    public async IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(
        string device, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var connection = _database.OpenReader();
        var metrics = new Dictionary<int, string>();
        using (var names = Query(connection, "SELECT id, name FROM metric"))
        {
            while (Next(names, cancellation))
            {
                metrics[names.GetInt32(0)] = names.GetString(1);
            }
        }

        using var reader = Query(
            connection,
            """
            SELECT time, data FROM reading WHERE device = (SELECT id FROM device WHERE name = $device) AND time >= $from AND time < $to
            ORDER BY time
            """,
            ("$device", device), ("$from", fromNanos), ("$to", toNanos));
        while (Next(reader, cancellation))
        {
            var row = reader.GetFieldValue<byte[]>(1);
            yield return new DeviceReadings(reader.GetInt64(0), ReadingRow.Read(row, metrics)) { TimeAssumed = ReadingRow.TryFind(row, ReadingRow.TimeAssumed, out _) };
        }

        await ValueTask.CompletedTask;
    }

    public async ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(windowsBeforeNanos);
        var spans = held.ToLookup(span => (span.Scope, span.Owner));
        var deleted = 0L;
        foreach (var (device, owner, _) in Owners("SELECT id, name, 0 FROM device"))
        {
            foreach (var (from, to) in HeldSpan.Around(spans[(AggregateScope.Device, owner)], readingsBeforeNanos, 0))
            {
                deleted += await DropInSlicesAsync(s => s.DropReadings(device, from, to, SliceRows), cancellation);
            }
        }

        foreach (var (series, owner, scope) in windowsBeforeNanos.Count == 0 ? [] : Owners("SELECT id, owner, scope FROM series"))
        {
            foreach (var (length, before) in windowsBeforeNanos)
            {
                foreach (var (from, to) in HeldSpan.Around(spans[((AggregateScope)scope, owner)], before, length))
                {
                    deleted += await DropInSlicesAsync(s => s.DropSpans(series, length, from, to, SliceRows), cancellation);
                }
            }
        }

        return deleted;
    }

    public void Dispose() => _database.Dispose();

    private static double OrNaN(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column);

    // The column's bytes in place: GetFieldValue would copy each row's blob to the heap.
    private static bool TryValue(SqliteDataReader reader, int column, int metric, out double value) =>
        ReadingRow.TryFind(raw.sqlite3_column_blob(reader.Handle, column), metric, out value);

    private async Task<long> DropInSlicesAsync(Func<TimeSeriesStatements, int> drop, CancellationToken cancellation)
    {
        var deleted = 0L;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var began = _time.GetTimestamp();
            var slice = _database.Write(drop);
            deleted += slice;
            if (slice < SliceRows)
            {
                return deleted;
            }

            // As long as the slice took, nobody but waiting writers has the file: the lock alone would not say whose turn it is.
            var took = _time.GetElapsedTime(began);
            await Task.Delay(took > ShortestPause ? took : ShortestPause, _time, cancellation);
        }
    }

    private List<(long Id, string Owner, int Scope)> Owners(string sql)
    {
        var owners = new List<(long, string, int)>();
        using var connection = _database.OpenReader();
        using var reader = Query(connection, sql);
        while (Next(reader, CancellationToken.None))
        {
            owners.Add((reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2)));
        }

        return owners;
    }

    private int? MetricNumber(SqliteConnection connection, string metric)
    {
        using var reader = Query(connection, "SELECT id FROM metric WHERE name = $name", ("$name", metric));
        return Next(reader, CancellationToken.None) ? reader.GetInt32(0) : null;
    }

    private SqliteDataReader Query(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class; what comes from outside goes in as a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        try
        {
            return command.ExecuteReader();
        }
        catch (SqliteException e)
        {
            throw _database.TranslateRead(e);
        }
    }

    private bool Next(SqliteDataReader reader, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return reader.Read();
        }
        catch (SqliteException e)
        {
            throw _database.TranslateRead(e);
        }
    }
}
