namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>When the shifts of a stretch of time lie, by the city's clock.</summary>
public static class ShiftTimes
{
    /// <param name="begins">Times of day in order; the last shift of a day ends with the first of the next.</param>
    /// <returns>In order; the first and the last are cut to the stretch.</returns>
    public static IReadOnlyList<(long FromNanos, long ToNanos)> Between(
        long fromNanos, long toNanos, IReadOnlyList<TimeOnly> begins, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(begins);
        ArgumentNullException.ThrowIfNull(zone);
        var edges = new List<long> { fromNanos };
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Time(fromNanos), zone).DateTime);
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Time(toNanos), zone).DateTime);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            foreach (var begin in begins)
            {
                var local = day.ToDateTime(begin);
                var nanos = (new DateTimeOffset(local, zone.GetUtcOffset(local)) - DateTimeOffset.UnixEpoch).Ticks * 100;
                if (nanos > edges[^1] && nanos < toNanos)
                {
                    edges.Add(nanos);
                }
            }
        }

        edges.Add(toNanos);
        return [.. edges.Zip(edges.Skip(1))];
    }

    private static DateTimeOffset Time(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100);
}
