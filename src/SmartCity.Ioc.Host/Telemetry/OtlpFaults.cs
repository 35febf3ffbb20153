using System.Diagnostics.Tracing;

namespace SmartCity.Ioc.Host.Telemetry;

/// <summary>The exporter tells its troubles to an event source that nobody reads; this says the first one of an hour in the log.</summary>
internal sealed class OtlpFaults(ILogger logger) : EventListener
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly ILogger? _logger = logger;
    private long _saidAt;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base's constructor may already call it.
        var now = TimeProvider.System.GetTimestamp();
        var before = Volatile.Read(ref _saidAt);
        if (_logger is not null
            && (before == 0 || TimeProvider.System.GetElapsedTime(before, now) > Quiet)
            && Interlocked.CompareExchange(ref _saidAt, now, before) == before)
        {
            _logger.OtlpRefused(eventData.EventName, string.Join("; ", eventData.Payload ?? (IReadOnlyList<object?>)[]));
        }
    }
}
