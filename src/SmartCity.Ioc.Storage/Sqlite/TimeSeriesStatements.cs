using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>What the writing connection of the time-series database does.</summary>
internal sealed class TimeSeriesStatements : IDisposable
{
    private readonly NameTable _devices;
    private readonly NameTable _metrics;
    private readonly Dictionary<(AggregateScope Scope, string Owner, string Kind, string Metric), long> _series = [];
    private readonly SqliteCommand _writeReading;
    private readonly SqliteCommand _findSeries;
    private readonly SqliteCommand _addSeries;
    private readonly SqliteCommand _writeSpan;
    private readonly SqliteCommand _dropReadings;
    private readonly SqliteCommand _dropSpans;

    public TimeSeriesStatements(SqliteConnection connection)
    {
        connection.CreateFunction<byte[], byte[], byte[]>("merge_row", ReadingRow.Merge, isDeterministic: true);
        _devices = new NameTable(connection, "device");
        _metrics = new NameTable(connection, "metric");
        _writeReading = SqliteStatement.Prepare(
            connection,
            """
            INSERT INTO reading (device, time, data) VALUES ($device, $time, $data)
            ON CONFLICT DO UPDATE SET data = merge_row(data, excluded.data) WHERE data <> excluded.data
            """,
            ("$device", SqliteType.Integer), ("$time", SqliteType.Integer), ("$data", SqliteType.Blob));
        _findSeries = SqliteStatement.Prepare(
            connection,
            "SELECT id FROM series WHERE scope = $scope AND owner = $owner AND kind = $kind AND metric = $metric",
            ("$scope", SqliteType.Integer), ("$owner", SqliteType.Text), ("$kind", SqliteType.Text), ("$metric", SqliteType.Text));
        _addSeries = SqliteStatement.Prepare(
            connection,
            "INSERT INTO series (scope, owner, kind, metric) VALUES ($scope, $owner, $kind, $metric) RETURNING id",
            ("$scope", SqliteType.Integer), ("$owner", SqliteType.Text), ("$kind", SqliteType.Text), ("$metric", SqliteType.Text));
        _writeSpan = SqliteStatement.Prepare(
            connection,
            """
            INSERT INTO span (series, length, start, revision, count, sum, min, max, first, last, deviation, p50, p95, p99, coverage)
            VALUES ($series, $length, $start, $revision, $count, $sum, $min, $max, $first, $last, $deviation, $p50, $p95, $p99, $coverage)
            ON CONFLICT DO UPDATE SET revision = excluded.revision, count = excluded.count, sum = excluded.sum, min = excluded.min,
              max = excluded.max, first = excluded.first, last = excluded.last, deviation = excluded.deviation, p50 = excluded.p50,
              p95 = excluded.p95, p99 = excluded.p99, coverage = excluded.coverage
            WHERE excluded.revision >= revision
            """,
            ("$series", SqliteType.Integer), ("$length", SqliteType.Integer), ("$start", SqliteType.Integer),
            ("$revision", SqliteType.Integer), ("$count", SqliteType.Integer), ("$sum", SqliteType.Real), ("$min", SqliteType.Real),
            ("$max", SqliteType.Real), ("$first", SqliteType.Real), ("$last", SqliteType.Real), ("$deviation", SqliteType.Real),
            ("$p50", SqliteType.Real), ("$p95", SqliteType.Real), ("$p99", SqliteType.Real), ("$coverage", SqliteType.Real));

        // The inner question bounds a slice: at most so many rows from the oldest on.
        _dropReadings = SqliteStatement.Prepare(
            connection,
            """
            DELETE FROM reading WHERE device = $device AND time >= $from AND time < MIN($before,
              IFNULL((SELECT time FROM reading WHERE device = $device AND time >= $from ORDER BY time LIMIT 1 OFFSET $rows), $before))
            """,
            ("$device", SqliteType.Integer), ("$from", SqliteType.Integer), ("$before", SqliteType.Integer), ("$rows", SqliteType.Integer));
        _dropSpans = SqliteStatement.Prepare(
            connection,
            """
            DELETE FROM span WHERE series = $series AND length = $length AND start >= $from AND start < MIN($before,
              IFNULL((SELECT start FROM span WHERE series = $series AND length = $length AND start >= $from ORDER BY start LIMIT 1 OFFSET $rows), $before))
            """,
            ("$series", SqliteType.Integer), ("$length", SqliteType.Integer), ("$from", SqliteType.Integer), ("$before", SqliteType.Integer),
            ("$rows", SqliteType.Integer));
    }

    public void Write(ReadingsPoint point)
    {
        var row = new byte[(point.Values.Count + (point.TimeAssumed ? 1 : 0)) * ReadingRow.ValueSize];
        for (var i = 0; i < point.Values.Count; i++)
        {
            ReadingRow.Write(row.AsSpan(i * ReadingRow.ValueSize), (int)_metrics.GetOrAdd(point.Values[i].Key), point.Values[i].Value);
        }

        if (point.TimeAssumed)
        {
            ReadingRow.Write(row.AsSpan(^ReadingRow.ValueSize..), ReadingRow.TimeAssumed, 1);
        }

        _writeReading.Parameters[0].Value = _devices.GetOrAdd(point.Device);
        _writeReading.Parameters[1].Value = point.TimeNanos;
        _writeReading.Parameters[2].Value = row;
        _writeReading.ExecuteNonQuery();
    }

    public void Write(AggregatePoint point)
    {
        var window = point.Window;
        var values = _writeSpan.Parameters;
        values[0].Value = Series(point);
        values[1].Value = point.LengthNanos;
        values[2].Value = window.StartNanos;
        values[3].Value = window.Revision;
        values[4].Value = window.Count;
        values[5].Value = window.Sum;
        values[6].Value = window.Min;
        values[7].Value = window.Max;
        values[8].Value = window.First;
        values[9].Value = window.Last;
        values[10].Value = window.StandardDeviation;
        values[11].Value = OrNull(window.P50);
        values[12].Value = OrNull(window.P95);
        values[13].Value = OrNull(window.P99);
        values[14].Value = window.Coverage;
        _writeSpan.ExecuteNonQuery();
    }

    public int DropReadings(long device, long from, long before, int rows)
    {
        _dropReadings.Parameters[0].Value = device;
        _dropReadings.Parameters[1].Value = from;
        _dropReadings.Parameters[2].Value = before;
        _dropReadings.Parameters[3].Value = rows;
        return _dropReadings.ExecuteNonQuery();
    }

    public int DropSpans(long series, long length, long from, long before, int rows)
    {
        _dropSpans.Parameters[0].Value = series;
        _dropSpans.Parameters[1].Value = length;
        _dropSpans.Parameters[2].Value = from;
        _dropSpans.Parameters[3].Value = before;
        _dropSpans.Parameters[4].Value = rows;
        return _dropSpans.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _devices.Dispose();
        _metrics.Dispose();
        _writeReading.Dispose();
        _findSeries.Dispose();
        _addSeries.Dispose();
        _writeSpan.Dispose();
        _dropReadings.Dispose();
        _dropSpans.Dispose();
    }

    private static object OrNull(double value) => double.IsNaN(value) ? DBNull.Value : value;

    private long Series(AggregatePoint point)
    {
        // A device has one kind; a zone has windows of many, and the same metric may stand in several.
        var key = point.Scope == AggregateScope.Zone
            ? (point.Scope, point.Zone, point.Kind, point.Metric)
            : (point.Scope, point.Device ?? "", "", point.Metric);
        if (!_series.TryGetValue(key, out var id))
        {
            id = Ask(_findSeries, key) ?? Ask(_addSeries, key)!.Value;
            _series[key] = id;
        }

        return id;
    }

    private static long? Ask(SqliteCommand command, (AggregateScope Scope, string Owner, string Kind, string Metric) key)
    {
        command.Parameters[0].Value = (int)key.Scope;
        command.Parameters[1].Value = key.Owner;
        command.Parameters[2].Value = key.Kind;
        command.Parameters[3].Value = key.Metric;
        return (long?)command.ExecuteScalar();
    }
}
