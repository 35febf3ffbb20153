using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Evidence;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api.Evidence;

/// <summary>
/// One archive (ZIP) of a hold: <c>readings/DEVICE.csv</c> with every reading as stored, to the nanosecond and the last digit;
/// <c>alerts.jsonl</c>, <c>actions.jsonl</c> (every change of each alert, and who made it), <c>holds.jsonl</c> (the hold's own audit),
/// <c>manifest.json</c> and <c>SHA256SUMS</c>, which <c>sha256sum -c</c> reads.
/// </summary>
internal sealed class EvidenceArchive(ITimeSeriesStore store, IAlertStore alerts, ZoneTree territory) : IDisposable
{
    private const int AlertPage = 1000;

    private readonly List<EvidenceFile> _files = [];
    private readonly StringBuilder _line = new();
    private ZipArchive _zip = null!;
    private DateTimeOffset _at;
    private long _readings;
    private int _alerts;
    private int _actions;

    /// <returns>The SHA-256 of <c>SHA256SUMS</c>: with it the whole archive is known.</returns>
    /// <exception cref="StoreUnavailableException">A store can not answer now; the archive is not whole.</exception>
    public async Task<string> WriteAsync(
        Stream target, EvidenceHold hold, IReadOnlyList<string> devices, IReadOnlyList<EvidenceAct> acts, DateTimeOffset now, string by,
        CancellationToken cancellation)
    {
        _at = now;
        _zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var device in devices)
        {
            await WriteReadingsAsync(device, hold, cancellation);
        }

        await WriteAlertsAsync(hold, devices, cancellation);
        var nowNanos = ApiTime.ToNanos(now);
        await WriteAsync("holds.jsonl", writer => Lines(writer, acts.Select(a => new EvidenceActAnswer(ApiTime.FromNanos(a.AtNanos), a.By, a.Action, a.Note))));
        var manifest = new EvidenceManifest(
            "smartcity-ioc-evidence-1", EvidenceAnswer.Of(hold, nowNanos), now, by, $"SmartCity.Ioc {typeof(EvidenceArchive).Assembly.GetName().Version}",
            _readings, _alerts, _actions, [.. _files]);
        await WriteAsync("manifest.json", writer => writer.WriteAsync(JsonSerializer.Serialize(manifest, ApiJsonContext.Default.EvidenceManifest)));
        var sums = string.Concat(_files.Select(f => $"{f.Sha256}  {f.Name}\n"));
        await WriteAsync("SHA256SUMS", writer => writer.WriteAsync(sums));
        _zip.Dispose();
        return _files[^1].Sha256;
    }

    public void Dispose() => _zip?.Dispose();

    private Task WriteReadingsAsync(string device, EvidenceHold hold, CancellationToken cancellation) =>
        WriteAsync($"readings/{device}.csv", async writer =>
        {
            await writer.WriteAsync("time,metric,value,timeAssumed\r\n");
            await foreach (var reading in store.ReadDeviceAsync(device, hold.FromNanos, hold.ToNanos, cancellation))
            {
                _line.Clear();
                foreach (var (metric, value) in reading.Values)
                {
                    _readings++;
                    _line.Append(CultureInfo.InvariantCulture, $"{ApiTime.FromNanos(reading.TimeNanos).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}.{reading.TimeNanos % 1_000_000_000:D9}Z,{Quoted(metric)},{value},{(reading.TimeAssumed ? 1 : 0)}\r\n");
                }

                await writer.WriteAsync(_line, cancellation);
            }
        });

    private async Task WriteAlertsAsync(EvidenceHold hold, IReadOnlyList<string> devices, CancellationToken cancellation)
    {
        var owners = devices.ToHashSet(StringComparer.Ordinal);
        var zones = hold.Scope == AggregateScope.Zone && territory.TryGet(hold.Owner, out var held)
            ? territory.Zones.Where(zone => territory.IsWithin(zone.Index, held.Index)).Select(zone => zone.Id).ToHashSet(StringComparer.Ordinal)
            : [];
        var found = new List<Alert>();
        string? cursor = null;
        do
        {
            var page = await alerts.ListAsync(
                new AlertQuery(ToNanos: hold.ToNanos, Cursor: cursor, Limit: AlertPage), cancellation);

            // Whatever stood in the span, however long before it was raised.
            found.AddRange(page.Alerts.Where(a =>
                (a.Device is { } device ? owners.Contains(device) : zones.Contains(a.Zone))
                && (a.RaisedAtNanos >= hold.FromNanos || a.ClearedAtNanos is null || a.ClearedAtNanos >= hold.FromNanos)));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        found.Reverse();
        _alerts = found.Count;
        await WriteAsync("alerts.jsonl", writer => Lines(writer, found.Select(AlertAnswer.Of)));
        await WriteAsync("actions.jsonl", async writer =>
        {
            foreach (var alert in found)
            {
                var timeline = await alerts.TimelineAsync(alert.Id, cancellation);
                _actions += timeline.Count;
                await Lines(writer, timeline.Select(TimelineAnswer.Of));
            }
        });
    }

    private async Task WriteAsync(string name, Func<StreamWriter, Task> write)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = _at;
        await using var file = await entry.OpenAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var hashed = new HashedStream(file, hash);
        await using (var writer = new StreamWriter(hashed, new UTF8Encoding(false), 1 << 16, leaveOpen: true))
        {
            await write(writer);
        }

        _files.Add(new EvidenceFile(name, hashed.Length, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    private static async Task Lines<T>(StreamWriter writer, IEnumerable<T> items)
    {
        var type = ApiJsonContext.Default.GetTypeInfo(typeof(T))!;
        foreach (var item in items)
        {
            await writer.WriteAsync(JsonSerializer.Serialize(item, type));
            await writer.WriteAsync('\n');
        }
    }

    // A device can choose a metric's name.
    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
