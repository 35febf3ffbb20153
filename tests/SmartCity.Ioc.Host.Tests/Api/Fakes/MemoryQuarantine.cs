using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

internal sealed class MemoryQuarantine : IQuarantineStore
{
    private readonly List<QuarantinedMessage> _messages = [];

    public void Add(QuarantinedMessage message) => _messages.Insert(0, message);

    public void Remove(JournalPosition position, int ordinal) => _messages.RemoveAll(m => m.Position == position && m.Ordinal == ordinal);

    public ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation)
    {
        var skip = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var all = _messages.Where(m => reason is null || m.Reason == reason).ToList();
        var next = skip + limit < all.Count ? $"{skip + limit}" : null;
        return ValueTask.FromResult<(IReadOnlyList<QuarantinedMessage>, string?)>(([.. all.Skip(skip).Take(limit)], next));
    }
}
