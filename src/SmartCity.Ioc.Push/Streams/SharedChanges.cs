using System.Collections.Immutable;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// The changes for one filter, read and encoded once for all the walls that look through it. Walls pace themselves on one grid of time, so
/// they ask together; a set that was read a moment ago and starts at or before a wall's cursor serves that wall as well: what it has seen
/// already it sees again with values that are no older, and from then on its cursor is that of the others.
/// </summary>
internal sealed class SharedChanges(ChangeReader reader, LiveFilter filter, LiveInclude include, LivePushOptions options, TimeProvider time)
    : IDisposable
{
    // Cursors differ while some walls lag; more starting points at once than this are not worth remembering.
    private const int Kept = 4;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private ImmutableArray<(ChangeSet Set, long ReadAt)> _recent = [];

    /// <summary>About how large the whole state is; until it was read once, a guess.</summary>
    public long StateBytes { get; private set; } = reader.GuessBytes(include);

    /// <summary>The open alerts that the filter shows.</summary>
    public OpenAlertsArray OpenAlerts { get; } = new(filter);

    /// <summary>Streams that use it; owned by <see cref="LiveStreams"/>.</summary>
    public int Users { get; set; }

    public async ValueTask<ChangeSet> GetAsync(long from, CancellationToken cancellation)
    {
        if (Find(from) is { } shared)
        {
            return shared;
        }

        await _reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Find(from) is { } meanwhile)
            {
                return meanwhile;
            }

            var set = reader.Read(filter, include, from);
            if (from < 0)
            {
                StateBytes = set.Bytes;
            }

            var kept = _recent.Length < Kept ? _recent : _recent.RemoveAt(0);
            ImmutableInterlocked.InterlockedExchange(ref _recent, kept.Add((set, time.GetTimestamp())));
            return set;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Lets go of sets that nobody will be given any more; a large snapshot would otherwise stay in memory.</summary>
    public void Trim()
    {
        ImmutableInterlocked.Update(ref _recent, recent => recent.RemoveAll(r => !IsFresh(r.Set, r.ReadAt)));
        OpenAlerts.Trim();
    }

    public void Dispose() => _reading.Dispose();

    private ChangeSet? Find(long from)
    {
        var recent = _recent;
        for (var i = recent.Length - 1; i >= 0; i--)
        {
            var (set, readAt) = recent[i];
            var covers = from < 0 ? set.From < 0 : set.From >= 0 && set.From <= from && from <= set.To;
            if (covers && IsFresh(set, readAt))
            {
                return set;
            }
        }

        return null;
    }

    private bool IsFresh(ChangeSet set, long readAt) =>
        time.GetElapsedTime(readAt) < (set.From < 0 ? options.ShareSnapshotsFor : options.ShareChangesFor);
}
