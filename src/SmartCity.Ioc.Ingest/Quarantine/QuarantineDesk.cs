using System.Text;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest.Quarantine;

/// <summary>Puts messages aside, numbered within their frame, so that a replay puts the same ones aside under the same numbers. Owned by
/// the shard's thread.</summary>
internal sealed class QuarantineDesk(IQuarantineStore store, IngestMetrics metrics)
{
    private const int PageSize = 1000;

    // More than the store keeps.
    private const int MostAgain = 200_000;

    // What the inputs put aside that are run again after a start; null when none are.
    private HashSet<(long Position, int Ordinal)>? _again;
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
        _again?.Add((_frame.Offset, _ordinal));
        store.Add(new QuarantinedMessage(
            _frame, _ordinal++, Encoding.UTF8.GetString(topic), payload.ToArray(), reason, detail, _receivedAtNanos, element));
    }

    /// <summary>Inputs are run again from here on.</summary>
    public void BeginAgain() => _again = [];

    /// <summary>They were. What the store has of them and they did not put aside this time has been taken: the city's kinds or ranges were mended
    /// while the server was down. Left there, it would be driven again and count twice.</summary>
    /// <param name="from">Where they began.</param>
    public void EndAgain(JournalPosition from)
    {
        var again = _again ?? [];
        _again = null;
        try
        {
            string? cursor = null;
            do
            {
                // A list from a file: nothing is waited for.
                var (messages, next) = store.ListAsync(null, cursor, PageSize, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                foreach (var message in messages.Where(message => message.Ordinal >= 0 && message.Position >= from && again.Count < MostAgain))
                {
                    if (!again.Contains((message.Position.Offset, message.Ordinal)))
                    {
                        store.Remove(message.Position, message.Ordinal);
                    }
                }

                cursor = messages.Count > 0 && messages[^1].Position < from ? null : next;
            }
            while (cursor is not null);
        }
        catch (StoreUnavailableException)
        {
            // They stay; driven again, they are duplicates.
        }
    }

    /// <summary>It is driven again, and put aside anew if need be.</summary>
    public void Remove(JournalPosition position, int ordinal) => store.Remove(position, ordinal);
}
