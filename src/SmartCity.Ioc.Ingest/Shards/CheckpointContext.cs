using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>Where checkpoints report to, and by what they go.</summary>
/// <param name="Interval">Expected interval of kinds that nobody declared.</param>
internal sealed record CheckpointContext(TimeSpan Interval, TimeProvider Time, IngestStatus Status, IngestMetrics Metrics, ILogger Logger);
