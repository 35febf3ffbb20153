using SmartCity.Ioc.Host.Api;
using SmartCity.Ioc.Ingest.Inbox;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>Readings over HTTP into the same inbox as those over MQTT.</summary>
internal sealed class InboxReadings(InputInbox inbox) : IReadingsIntake
{
    public ValueTask SubmitAsync(string topic, ReadOnlyMemory<byte> payload, bool historical, CancellationToken cancellation) =>
        inbox.SubmitAsync(topic, payload, historical, cancellation);
}
