using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Host.Health;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Metrics;

/// <summary>The server's own figures from where they already stand: ledger, ingest, history, alerts, process.</summary>
internal sealed class ServerFigures(
    Ledger ledger, IngestStatus ingest, TimeSeriesWriterStatus history, LiveTable live, Readiness readiness, TimeProvider time) : IServerFigures
{
    public IReadOnlyList<KeyValuePair<string, double>> Read()
    {
        var messages = ledger.Snapshot(0).Messages;
        return
        [
            new("received", messages.Received),
            new("accepted", messages.Accepted),
            new("duplicate", messages.Duplicate),
            new("late", messages.Late),
            new("quarantined", messages.Quarantined),
            new("waiting", messages.Waiting),
            new("lost", messages.Lost),
            new("shed", ingest.Shed),
            new("pipeline_lag", ingest.FrameNanos == 0 ? 0 : Age(ingest.FrameNanos)),
            new("store_lag", history.Lag.TotalSeconds),
            new("store_lag_bytes", history.LagBytes),
            new("store_points", history.WrittenPoints),
            new("ready", readiness.Report().Status switch { "ready" => 1, "degraded" => 0.5, _ => 0 }),
            .. Enum.GetValues<Severity>().Select(severity => KeyValuePair.Create(
                $"alerts_{severity.ToString().ToLowerInvariant()}", (double)live.CountOpenAlerts(severity))),
            new("memory_bytes", Environment.WorkingSet),
            new("heap_bytes", GC.GetTotalMemory(forceFullCollection: false)),
            new("gc_pause", GC.GetTotalPauseDuration().TotalSeconds),
            new("processor", Environment.CpuUsage.TotalTime.TotalSeconds),
            new("threads", ThreadPool.ThreadCount),
        ];
    }

    private double Age(long nanos) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(nanos / 100)).TotalSeconds;
}
