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

    // Apart from the changes: walls that are live do not wait while a whole state is read for those that come.
    private readonly SemaphoreSlim _readingState = new(1, 1);
    private readonly List<long> _waiting = [];
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

        var reading = from < 0 ? _readingState : _reading;
        lock (_waiting)
        {
            _waiting.Add(from);
        }

        var isInside = false;
        try
        {
            await reading.WaitAsync(cancellation).ConfigureAwait(false);
            isInside = true;
            return Find(from) ?? Read(from);
        }
        finally
        {
            lock (_waiting)
            {
                _waiting.Remove(from);
            }

            if (isInside)
            {
                reading.Release();
            }
        }
    }

    /// <summary>Lets go of sets that nobody will be given any more; a large snapshot would otherwise stay in memory.</summary>
    public void Trim()
    {
        ImmutableInterlocked.Update(ref _recent, recent => recent.RemoveAll(r => !IsFresh(r.Set, r.ReadAt)));
        OpenAlerts.Trim();
    }

    public void Dispose()
    {
        _reading.Dispose();
        _readingState.Dispose();
    }

    private ChangeSet Read(long from)
    {
        var start = from;
        if (from >= 0 && reader.IsMost(from))
        {
            // Many lag behind, each from a place of its own. One walk from the farthest serves all who wait, and costs at most twice as much.
            lock (_waiting)
            {
                start = _waiting.Where(other => other >= 0).Min();
            }
        }

        var set = reader.Read(filter, include, start);
        if (from < 0)
        {
            StateBytes = set.Bytes;
        }

        var readAt = time.GetTimestamp();
        ImmutableInterlocked.Update(ref _recent, (recent, added) => (recent.Length < Kept ? recent : recent.RemoveAt(0)).Add(added), (set, readAt));
        return set;
    }

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
        time.GetElapsedTime(readAt) < (set.From < 0 && set.Bytes > options.LargeSnapshot ? options.ShareSnapshotsFor : options.ShareChangesFor);
}
