using System.Runtime.CompilerServices;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>Says where nothing is: one item for each stretch, so that a year of silence is one line.</summary>
internal static class HistoryGaps
{
    /// <param name="startNanos">Where the page goes on; null where it is the first, before whose first item nothing is said.</param>
    /// <param name="toNanos">Up to here what is absent stays absent.</param>
    /// <param name="toleranceNanos">From one item's end to the next without being a gap: 0 for windows, 1.5 expected intervals for readings,
    /// after which silence is silence everywhere else.</param>
    /// <param name="expectedNanos">From a reading on, the time that it stands for.</param>
    public static async IAsyncEnumerable<HistoryItem> WithGaps(
        this IAsyncEnumerable<HistoryItem> items, long? startNanos, long toNanos, long toleranceNanos, long expectedNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (last, stands, tolerance) = (startNanos, 0L, 0L);
        await foreach (var item in items.WithCancellation(cancellation))
        {
            if (last is { } before && item.TimeNanos - before > tolerance)
            {
                yield return HistoryItem.Gap(before + stands, item.TimeNanos);
            }

            (last, stands, tolerance) = (item.EndNanos, expectedNanos, toleranceNanos);
            yield return item;
        }

        if (last is { } end && toNanos - end > tolerance)
        {
            yield return HistoryItem.Gap(end + stands, toNanos);
        }
    }
}
