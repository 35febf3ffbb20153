using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>
/// History in InfluxDB 1, 2 or 3. Written in line protocol; a batch goes in as many requests as there are connections, all points of a device or
/// zone in the same, and the next batch when all are answered, so that points of a series arrive in order. Read with InfluxQL, page by page,
/// so that an answer's length is not the memory's.
/// </summary>
public sealed class InfluxTimeSeriesStore : ITimeSeriesStore, IDisposable
{
    private const int PageRows = 10_000;

    // Below so many points a second request costs more than it saves.
    private const int WorthDividing = 1000;

    private readonly InfluxClient _client;
    private readonly Func<string, string?> _kindOf;
    private readonly TimeSpan _keep;
    private readonly InfluxLane[] _lanes;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private bool _created;

    // Not yet confirmed: when the same comes again, its lanes go on where they were.
    private PointBatch? _tried;

    /// <param name="keep">The longest that anything stays; zero for ever. What is created at the first start is created so.</param>
    /// <param name="kindOf">The kind of a device: its readings are in the measurement of that name. Null where nobody knows it; then all are searched.</param>
    public InfluxTimeSeriesStore(
        InfluxDbOptions options, Func<string, string?> kindOf, ILogger<InfluxTimeSeriesStore> log, HttpMessageHandler? handler = null,
        TimeSpan keep = default, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = new InfluxClient(options, time ?? TimeProvider.System, handler, keep);
        _keep = keep;
        _lanes = [.. Enumerable.Range(0, options.Connections).Select(_ => new InfluxLane(_client, log))];
        _kindOf = kindOf;
    }

    public async ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _writing.WaitAsync(cancellation);
        try
        {
            if (!_created)
            {
                await _client.CreateAsync(cancellation);
                _created = true;
            }

            var count = batch.Readings.Count + batch.Aggregates.Count + batch.Alerts.Count;
            var lanes = count < WorthDividing ? 1 : _lanes.Length;
            if (!ReferenceEquals(batch, _tried))
            {
                for (var lane = 0; lane < lanes; lane++)
                {
                    _lanes[lane].Encode(batch, lane, lanes);
                }

                _tried = batch;
            }

            var rejected = await Task.WhenAll(_lanes[..lanes].Select(lane => lane.WriteAsync(cancellation)));
            _tried = null;
            return new WriteResult(count - rejected.Sum(r => r.Count), [.. rejected.SelectMany(r => r)]);
        }
        catch (StoreUnavailableException)
        {
            // It may have lost its data directory meanwhile; creating what is there changes nothing.
            _created = false;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
        string device, string metric, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (field, assumed) = (InfluxQl.Name(metric), InfluxQl.Name(PointLines.TimeAssumed));
        var source = Source(device);
        await foreach (var row in PagesAsync(
            from => string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {field}, {assumed} FROM {source} WHERE \"device\" = {InfluxQl.Text(device)} AND time >= {from} AND time < {InfluxQl.Time(toNanos)}"),
            fromNanos, cancellation))
        {
            // A message without this metric whose time is assumed has a row too.
            if (row[1].ValueKind == JsonValueKind.Number)
            {
                yield return new ReadingPoint(row[0].GetInt64(), row[1].GetDouble()) { TimeAssumed = row[2].ValueKind == JsonValueKind.Number };
            }
        }
    }

    public async IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(metric);
        string[] statistics =
            ["revision", "count", "sum", "min", "max", "first", "last", "sd", "p50", "p95", "p99", "coverage"];
        var fields = string.Join(", ", statistics.Select(s => InfluxQl.Name($"{metric}_{s}")));
        var ofZone = scope == AggregateScope.Zone;
        var measurement = InfluxQl.Name($"{(ofZone ? "zone" : kind)}_{PointLines.Label(lengthNanos)}");
        var whose = ofZone
            ? $"\"zone\" = {InfluxQl.Text(owner)} AND \"kind\" = {InfluxQl.Text(kind)}"
            : $"\"device\" = {InfluxQl.Text(owner)}";
        await foreach (var row in PagesAsync(
            from => string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {fields} FROM {measurement} WHERE {whose} AND time >= {from} AND time < {InfluxQl.Time(toNanos)}"),
            fromNanos, cancellation))
        {
            // A window of another metric of the same owner and time stands in the same row.
            if (row[2].ValueKind != JsonValueKind.Number)
            {
                continue;
            }

            yield return new WindowPoint(
                row[0].GetInt64(), (int)Number(row[1]), (long)Number(row[2]), Number(row[3]), Number(row[4]), Number(row[5]), Number(row[6]),
                Number(row[7]), Number(row[8]), Number(row[9]), Number(row[10]), Number(row[11]), Number(row[12]));
        }
    }

    public async ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation)
    {
        using var answer = await _client.QueryAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {InfluxQl.Name(metric)} FROM {Source(device)} WHERE \"device\" = {InfluxQl.Text(device)} AND time < {InfluxQl.Time(beforeNanos)} ORDER BY time DESC LIMIT 1"),
            cancellation);
        ReadingPoint? latest = null;
        foreach (var row in InfluxAnswer.Rows(answer))
        {
            var point = new ReadingPoint(row[0].GetInt64(), row[1].GetDouble());
            latest = latest is { } other && other.TimeNanos >= point.TimeNanos ? other : point;
        }

        return latest;
    }

    /// <summary>What InfluxDB itself drops: the retention policy or bucket is created with the longest of our times.</summary>
    public TimeSpan? DropsAfter => _keep == TimeSpan.Zero ? null : _keep;

    /// <remarks>Versions 1 and 2 delete by time and by exact tags, not "all but": nothing younger than the oldest held span goes until the hold
    /// ends. That costs disk and keeps every promise. Version 3 deletes no points at all: everything stays as long as its database's retention.</remarks>
    /// <returns>0: InfluxDB does not say how many.</returns>
    public async ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(windowsBeforeNanos);
        ArgumentNullException.ThrowIfNull(held);
        var limits = windowsBeforeNanos.ToDictionary(w => PointLines.Label(w.Key), w => (Before: w.Value, Length: w.Key), StringComparer.Ordinal);
        var oldest = held.Count == 0 ? long.MaxValue : held.Min(span => span.FromNanos);
        using var answer = await _client.QueryAsync("SHOW MEASUREMENTS", cancellation);
        foreach (var row in InfluxAnswer.Rows(answer))
        {
            var measurement = row[0].GetString()!;
            var label = measurement[(measurement.LastIndexOf('_') + 1)..];
            var (before, length) = measurement == "alerts" ? (long.MinValue, 0) : limits.GetValueOrDefault(label, (readingsBeforeNanos, 0));
            before = Math.Min(before, oldest - length);
            if (before > LineProtocolWriter.MinTimeNanos)
            {
                await _client.DeleteAsync(measurement, InfluxQl.Time(before), cancellation);
            }
        }

        return 0;
    }

    public async IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(
        string device, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var question = _kindOf(device) is { } kind
            ? $"SELECT *::field FROM {InfluxQl.Name(kind)} WHERE \"device\" = {InfluxQl.Text(device)}"
            : throw new StoreUnavailableException($"Nobody knows of which kind '{device}' is, so its measurement is not known either.");
        var from = InfluxQl.Time(fromNanos);
        while (true)
        {
            using var answer = await _client.QueryAsync(
                string.Create(CultureInfo.InvariantCulture, $"{question} AND time >= {from} AND time < {InfluxQl.Time(toNanos)} ORDER BY time LIMIT {PageRows}"),
                cancellation);
            var columns = InfluxAnswer.Columns(answer);
            var count = 0;
            foreach (var row in InfluxAnswer.Rows(answer))
            {
                count++;
                from = row[0].GetInt64() + 1;
                var values = InfluxAnswer.Values(row, columns);
                yield return new DeviceReadings(row[0].GetInt64(), values) { TimeAssumed = values.RemoveAll(value => value.Key == PointLines.TimeAssumed) > 0 };
            }

            if (count < PageRows)
            {
                yield break;
            }
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _writing.Dispose();
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;

    private string Source(string device) => _kindOf(device) is { } kind ? InfluxQl.Name(kind) : "/.*/";

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        Func<long, string> question, long fromNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = InfluxQl.Time(fromNanos);
        while (true)
        {
            using var answer = await _client.QueryAsync($"{question(from)} ORDER BY time LIMIT {PageRows}", cancellation);
            var count = 0;
            var last = from;
            foreach (var row in InfluxAnswer.Rows(answer))
            {
                count++;
                last = row[0].GetInt64();
                yield return row;
            }

            if (count < PageRows)
            {
                yield break;
            }

            from = last + 1;
        }
    }
}
