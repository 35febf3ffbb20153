namespace SmartCity.Ioc.Aggregates;

/// <summary>The city's calendar days as spans of time: from local midnight to the next, 23 to 25 hours where clocks change.</summary>
internal sealed class CityDays
{
    private const long NanosPerTick = 100;

    private readonly TimeZoneInfo _zone;
    private long _start = long.MaxValue;
    private long _end = long.MinValue;

    /// <param name="timeZone">IANA name.</param>
    /// <exception cref="TimeZoneNotFoundException">There is no such zone.</exception>
    public CityDays(string timeZone)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
    }

    /// <returns>Start and end of the day that holds the moment.</returns>
    public (long StartNanos, long EndNanos) DayOf(long nanos)
    {
        if (nanos < _start || nanos >= _end)
        {
            var utc = DateTime.UnixEpoch.AddTicks(Math.Clamp(nanos / NanosPerTick, -FarTicks, FarTicks));
            var local = TimeZoneInfo.ConvertTimeFromUtc(utc, _zone).Date;
            _start = Midnight(local);
            _end = Midnight(local.AddDays(1));
        }

        return (_start, _end);
    }

    // Some 290 years to either side of 1970, as far as nanoseconds in 64 bits go.
    private const long FarTicks = long.MaxValue / NanosPerTick / 2;

    private long Midnight(DateTime local)
    {
        // A midnight that a change of clocks skips begins at the first moment after it.
        var exists = local;
        while (_zone.IsInvalidTime(exists))
        {
            exists = exists.AddMinutes(15);
        }

        var utc = DateTime.SpecifyKind(exists, DateTimeKind.Unspecified) - _zone.GetUtcOffset(exists);
        return (utc - DateTime.UnixEpoch).Ticks * NanosPerTick;
    }
}
