namespace SmartCity.Ioc.Alerts;

/// <summary>The durable log of alert transitions and the views on it. A transition stored twice (same sequence) is stored once.</summary>
public interface IAlertStore
{
    /// <summary>Highest sequence stored, 0 when empty.</summary>
    long LastSequence { get; }

    /// <summary>How often, since the start, the store found what it had unreadable and began anew.</summary>
    int Losses => 0;

    /// <summary>Stores transitions in order, in one transaction; returns when they are durable.</summary>
    /// <exception cref="IOException">The disk refuses; nothing is stored, call again later.</exception>
    void Append(IReadOnlyList<AlertTransition> transitions);

    /// <summary>Newest raised first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave out.</exception>
    ValueTask<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation);

    ValueTask<Alert?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>All changes of one alert, oldest first.</summary>
    ValueTask<IReadOnlyList<AlertTransition>> TimelineAsync(string id, CancellationToken cancellation);

    /// <summary>Transitions after a sequence, in order, at most <paramref name="limit"/>: what a wall missed.</summary>
    ValueTask<IReadOnlyList<AlertTransition>> SinceAsync(long sequence, int limit, CancellationToken cancellation);

    /// <summary>Transitions of a stretch of the pipeline's clock, in order, at most <paramref name="limit"/>.</summary>
    /// <param name="afterSequence">Only those after it; 0 for the first page.</param>
    async ValueTask<IReadOnlyList<AlertTransition>> ChangesAsync(
        long fromNanos, long toNanos, long afterSequence, int limit, CancellationToken cancellation)
    {
        var found = new List<AlertTransition>();
        while (found.Count < limit)
        {
            var page = await SinceAsync(afterSequence, limit, cancellation).ConfigureAwait(false);
            found.AddRange(page.Where(one => one.AtNanos >= fromNanos && one.AtNanos < toNanos).Take(limit - found.Count));
            if (page.Count < limit)
            {
                break;
            }

            afterSequence = page[^1].Sequence;
        }

        return found;
    }
}
