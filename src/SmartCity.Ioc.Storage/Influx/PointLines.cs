using System.Buffers;
using System.Globalization;
using System.Text;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>
/// A batch as lines in the schema of CONTRACT section 7, and where each line stands, so that a refused batch can be taken apart. Windows
/// carry, beside the fields named there, <c>_sum</c>, <c>_first</c>, <c>_sd</c>, <c>_p50</c>, <c>_p99</c>, <c>_coverage</c> and
/// <c>_revision</c>, so that they read back as they were; readings whose time is their message's arrival have <c>time_assumed=1</c>. One
/// thread; used again.
/// </summary>
internal sealed class PointLines
{
    /// <summary>The field of readings that says so.</summary>
    public const string TimeAssumed = "time_assumed";

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private readonly LineProtocolWriter _line = new();
    private readonly List<PointLine> _lines = [];
    private readonly Dictionary<string, byte[]> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WindowFields> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, long Length), byte[]> _measurements = [];

    public IReadOnlyList<PointLine> Lines => _lines;

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Name of a window's length in a measurement (<c>10s</c>, <c>15m</c>, <c>1d</c>).</summary>
    public static string Label(long lengthNanos)
    {
        var seconds = lengthNanos / 1_000_000_000;
        return (seconds % 86_400, seconds % 3600, seconds % 60) switch
        {
            (0, _, _) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400}d"),
            (_, 0, _) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h"),
            (_, _, 0) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
        };
    }

    /// <summary>Encodes a batch, or of it the series of one lane; what can not be said safely goes to <paramref name="rejected"/>.</summary>
    public void Encode(PointBatch batch, List<RejectedPoint> rejected, int lane = 0, int lanes = 1)
    {
        _bytes.ResetWrittenCount();
        _lines.Clear();
        foreach (var point in batch.Readings)
        {
            if (LaneOf(point.Device, lanes) == lane)
            {
                Encode(point, rejected);
            }
        }

        foreach (var point in batch.Aggregates)
        {
            if (LaneOf(point.Device ?? point.Zone, lanes) == lane)
            {
                Encode(point, rejected);
            }
        }

        foreach (var point in batch.Alerts)
        {
            if (LaneOf(point.Zone, lanes) == lane)
            {
                Encode(point, rejected);
            }
        }
    }

    // Whatever belongs to one owner goes one way, so the points of a series keep their order.
    private static int LaneOf(string owner, int lanes) => lanes == 1 ? 0 : (int)((uint)string.GetHashCode(owner, StringComparison.Ordinal) % (uint)lanes);

    private void Encode(ReadingsPoint point, List<RejectedPoint> rejected)
    {
        if (PointRefusals.Of(point) is { } refusal)
        {
            rejected.Add(refusal);
            return;
        }

        _line.Begin(Utf8(point.Kind));
        _line.Tag("zone"u8, Utf8(point.Zone));
        _line.Tag("device"u8, Utf8(point.Device));
        for (var i = 0; i < point.Values.Count; i++)
        {
            _line.Field(Utf8(point.Values[i].Key), point.Values[i].Value);
        }

        if (point.TimeAssumed)
        {
            _line.Field(Utf8(TimeAssumed), 1.0);
        }

        End(point.Device, point.TimeNanos, rejected, point.IsLate ? 0 : point.Values.Count);
    }

    private void Encode(AggregatePoint point, List<RejectedPoint> rejected)
    {
        if (PointRefusals.Of(point) is { } refusal)
        {
            rejected.Add(refusal);
            return;
        }

        var ofZone = point.Scope == AggregateScope.Zone;
        _line.Begin(Measurement(ofZone ? "zone" : point.Kind, point.LengthNanos));
        _line.Tag("zone"u8, Utf8(point.Zone));
        if (ofZone)
        {
            _line.Tag("kind"u8, Utf8(point.Kind));
        }
        else
        {
            _line.Tag("device"u8, Utf8(point.Device ?? ""));
        }

        var window = point.Window;
        var fields = Fields(point.Metric);
        _line.Field(fields.Count, window.Count);
        _line.Field(fields.Mean, window.Count == 0 ? 0 : window.Mean);
        _line.Field(fields.Min, window.Min);
        _line.Field(fields.Max, window.Max);
        _line.Field(fields.Last, window.Last);
        _line.Field(fields.Sum, window.Sum);
        _line.Field(fields.First, window.First);
        _line.Field(fields.Deviation, window.StandardDeviation);
        _line.Field(fields.Coverage, window.Coverage);
        _line.Field(fields.Revision, (long)window.Revision);
        Percentile(fields.P50, window.P50);
        Percentile(fields.P95, window.P95);
        Percentile(fields.P99, window.P99);
        End(ofZone ? point.Zone : point.Device ?? "", window.StartNanos, rejected);
    }

    private void Encode(AlertPoint point, List<RejectedPoint> rejected)
    {
        _line.Begin("alerts"u8);
        _line.Tag("zone"u8, Utf8(point.Zone));
        _line.Tag("rule"u8, Utf8(point.Rule));
        _line.Tag("severity"u8, Utf8(point.Severity));
        if (point.Device is { } device)
        {
            _line.Tag("device"u8, Utf8(device));
        }

        _line.Field("id"u8, point.Id);
        _line.Field("state"u8, point.State);
        if (point.Value is { } value && double.IsFinite(value))
        {
            _line.Field("value"u8, value);
        }

        End(point.Id, point.TimeNanos, rejected);
    }

    private void Percentile(byte[] key, double value)
    {
        if (!double.IsNaN(value))
        {
            _line.Field(key, value);
        }
    }

    private void End(string series, long timeNanos, List<RejectedPoint> rejected, int acceptedReadings = 0)
    {
        var start = _bytes.WrittenCount;
        if (_line.End(timeNanos, _bytes))
        {
            _lines.Add(new PointLine(start, _bytes.WrittenCount, series, timeNanos, acceptedReadings));
        }
        else
        {
            rejected.Add(new RejectedPoint(series, timeNanos, _line.Refusal!) { AcceptedReadings = acceptedReadings });
        }
    }

    // The same names come in every batch: as many as the city has zones, kinds, devices and metrics.
    private byte[] Utf8(string name)
    {
        if (!_names.TryGetValue(name, out var utf8))
        {
            utf8 = Encoding.UTF8.GetBytes(name);
            _names[name] = utf8;
        }

        return utf8;
    }

    private byte[] Measurement(string kind, long lengthNanos)
    {
        if (!_measurements.TryGetValue((kind, lengthNanos), out var measurement))
        {
            measurement = Encoding.UTF8.GetBytes($"{kind}_{Label(lengthNanos)}");
            _measurements[(kind, lengthNanos)] = measurement;
        }

        return measurement;
    }

    private WindowFields Fields(string metric)
    {
        if (!_fields.TryGetValue(metric, out var fields))
        {
            fields = new WindowFields(metric);
            _fields[metric] = fields;
        }

        return fields;
    }

    private sealed class WindowFields(string metric)
    {
        public byte[] Count { get; } = Key(metric, "count");

        public byte[] Mean { get; } = Key(metric, "mean");

        public byte[] Min { get; } = Key(metric, "min");

        public byte[] Max { get; } = Key(metric, "max");

        public byte[] Last { get; } = Key(metric, "last");

        public byte[] P95 { get; } = Key(metric, "p95");

        public byte[] Sum { get; } = Key(metric, "sum");

        public byte[] First { get; } = Key(metric, "first");

        public byte[] Deviation { get; } = Key(metric, "sd");

        public byte[] P50 { get; } = Key(metric, "p50");

        public byte[] P99 { get; } = Key(metric, "p99");

        public byte[] Coverage { get; } = Key(metric, "coverage");

        public byte[] Revision { get; } = Key(metric, "revision");

        private static byte[] Key(string metric, string statistic) => Encoding.UTF8.GetBytes($"{metric}_{statistic}");
    }
}
