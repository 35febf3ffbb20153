using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries;

/// <summary>History of a device or a zone that retention must leave.</summary>
public readonly record struct HeldSpan(AggregateScope Scope, string Owner, long FromNanos, long ToNanos)
{
    /// <summary>The parts of what lies before a moment that none of the spans covers.</summary>
    /// <param name="lengthNanos">Of what is kept: a window that began before a span may reach into it. 0 for readings.</param>
    public static IEnumerable<(long FromNanos, long ToNanos)> Around(IEnumerable<HeldSpan> spans, long beforeNanos, long lengthNanos)
    {
        var from = long.MinValue;
        foreach (var span in spans.OrderBy(s => s.FromNanos))
        {
            var keptFrom = span.FromNanos - lengthNanos;
            if (keptFrom >= beforeNanos)
            {
                break;
            }

            if (keptFrom > from)
            {
                yield return (from, keptFrom);
            }

            from = Math.Max(from, span.ToNanos);
        }

        if (from < beforeNanos)
        {
            yield return (from, beforeNanos);
        }
    }
}
