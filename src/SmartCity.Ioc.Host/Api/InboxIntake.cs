using SmartCity.Ioc.Ingest.Inbox;

namespace SmartCity.Ioc.Host.Api;

/// <inheritdoc cref="IReadingsIntake"/>
internal sealed class InboxIntake(InputInbox inbox) : IReadingsIntake
{
    public ValueTask SubmitAsync(string topic, ReadOnlyMemory<byte> payload, bool historical, CancellationToken cancellation) =>
        inbox.SubmitAsync(topic, payload, historical, cancellation);
}
