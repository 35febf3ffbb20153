using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>What was put aside, once per (position, ordinal).</summary>
internal sealed class CollectedQuarantine : IQuarantineStore
{
    private readonly Dictionary<(long, int), QuarantinedMessage> _messages = [];

    public IReadOnlyList<QuarantinedMessage> Messages => [.. _messages.OrderBy(m => m.Key).Select(m => m.Value)];

    public void Add(QuarantinedMessage message) => _messages.TryAdd((message.Position.Offset, message.Ordinal), message);

    public void Remove(JournalPosition position, int ordinal) => _messages.Remove((position.Offset, ordinal));

    public ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<(IReadOnlyList<QuarantinedMessage>, string?)>((Messages, null));
}
