using System.Text;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Quarantine;

/// <summary>Puts messages aside, numbered within their frame, so that a replay puts the same ones aside under the same numbers. Owned by
/// the shard's thread.</summary>
internal sealed class QuarantineDesk(IQuarantineStore store, IngestMetrics metrics)
{
    private JournalPosition _frame;
    private long _receivedAtNanos;
    private int _ordinal;

    public void Begin(JournalPosition frame, long receivedAtNanos)
    {
        _frame = frame;
        _receivedAtNanos = receivedAtNanos;
        _ordinal = 0;
    }

    /// <summary>What follows first came in then.</summary>
    public void ReceivedAt(long receivedAtNanos) => _receivedAtNanos = receivedAtNanos;

    public void Add(
        ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, QuarantineReason reason, string detail, int element = QuarantinedMessage.Whole)
    {
        metrics.CountQuarantined(reason);
        store.Add(new QuarantinedMessage(
            _frame, _ordinal++, Encoding.UTF8.GetString(topic), payload.ToArray(), reason, detail, _receivedAtNanos, element));
    }

    /// <summary>It is driven again, and put aside anew if need be.</summary>
    public void Remove(JournalPosition position, int ordinal) => store.Remove(position, ordinal);
}
