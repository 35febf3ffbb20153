using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Quality;

/// <summary>Keeps what was put aside until somebody has looked at it. Bounded: the oldest go first, counted.</summary>
public interface IQuarantineStore
{
    /// <summary>Hands a message over; returns at once. The same (position, ordinal) a second time changes nothing.</summary>
    void Add(QuarantinedMessage message);

    /// <summary>It was driven again and stands elsewhere now; returns at once. Unknown ones change nothing.</summary>
    void Remove(JournalPosition position, int ordinal);

    /// <param name="reason">Only this reason, or null for all.</param>
    /// <param name="cursor">The cursor of the page before, or null for the newest.</param>
    /// <exception cref="FormatException">The cursor is not one that this list gave out.</exception>
    ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation);
}
