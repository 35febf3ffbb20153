namespace SmartCity.Ioc.Aggregates;

/// <summary>Where a calendar's days begin on the time line.</summary>
internal static class LocalMidnight
{
    private const long NanosPerTick = 100;

    // Some 290 years to either side of 1970, as far as nanoseconds in 64 bits go.
    private const long FarTicks = long.MaxValue / NanosPerTick / 2;

    /// <summary>The calendar's date at a moment.</summary>
    public static DateTime DateOf(long nanos, TimeZoneInfo zone)
    {
        var utc = DateTime.UnixEpoch.AddTicks(Math.Clamp(nanos / NanosPerTick, -FarTicks, FarTicks));
        return TimeZoneInfo.ConvertTimeFromUtc(utc, zone).Date;
    }

    /// <returns>Nanoseconds since the Unix epoch. A midnight that a change of clocks skips begins at the first moment after it.</returns>
    public static long Of(DateTime date, TimeZoneInfo zone)
    {
        var exists = date;
        while (zone.IsInvalidTime(exists))
        {
            exists = exists.AddMinutes(15);
        }

        var utc = DateTime.SpecifyKind(exists, DateTimeKind.Unspecified) - zone.GetUtcOffset(exists);
        return (utc - DateTime.UnixEpoch).Ticks * NanosPerTick;
    }
}
