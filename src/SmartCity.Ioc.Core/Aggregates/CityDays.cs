namespace SmartCity.Ioc.Aggregates;

/// <summary>The city's calendar days as spans of time: from local midnight to the next, 23 to 25 hours where clocks change.</summary>
internal sealed class CityDays
{
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
            var date = LocalMidnight.DateOf(nanos, _zone);
            _start = LocalMidnight.Of(date, _zone);
            _end = LocalMidnight.Of(date.AddDays(1), _zone);
        }

        return (_start, _end);
    }
}
