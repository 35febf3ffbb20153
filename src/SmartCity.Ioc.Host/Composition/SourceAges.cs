using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>When each source last spoke. Written by the shard's thread and read by every wall's stream.</summary>
internal sealed class SourceAges(TimeProvider time, IngestStatus ingest, TimeSeriesWriterStatus store, ServerSettings settings) : ISourceAges
{
    private long _receivedNanos;

    public double? Mqtt => Volatile.Read(ref _receivedNanos) is > 0 and var received ? Age(received) : null;

    /// <summary>How far history is behind what came in.</summary>
    public double? Store => store.WrittenPoints > 0 ? store.Lag.TotalSeconds : null;

    public DateTimeOffset? CityClock => settings.Pipeline.Clock == ClockSource.Data && ingest.ClockNanos > 0
        ? DateTimeOffset.UnixEpoch.AddTicks(ingest.ClockNanos / 100)
        : null;

    public void OnAccepted(ReadingBatch batch) => Volatile.Write(ref _receivedNanos, Math.Max(_receivedNanos, batch.Messages[^1].ReceivedAtNanos));

    private double Age(long nanos) => Math.Max(0, (time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(nanos / 100)).TotalSeconds);
}
