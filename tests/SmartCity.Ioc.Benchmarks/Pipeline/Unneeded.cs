using System.Diagnostics.Metrics;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>What the shard asks for and these messages have no need of: none of them is put aside, and nobody looks at the meters.</summary>
internal sealed class Unneeded : IMeterFactory, IQuarantineStore
{
    public Meter Create(MeterOptions options) => new(options);

    public void Add(QuarantinedMessage message) => throw new InvalidOperationException(message.Detail);

    public void Remove(JournalPosition position, int ordinal) => throw new NotSupportedException();

    public ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<(IReadOnlyList<QuarantinedMessage>, string?)>(([], null));

    public void Dispose()
    {
    }
}
