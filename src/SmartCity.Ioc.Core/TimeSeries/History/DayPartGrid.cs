using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>Parts of a calendar's day, counted from local midnight. Where clocks change, the day's last one is shorter or comes once more.</summary>
internal sealed class DayPartGrid(long lengthNanos, TimeZoneInfo zone) : WindowGrid
{
    public override long StartOf(long nanos)
    {
        var midnight = LocalMidnight.Of(LocalMidnight.DateOf(nanos, zone), zone);
        return midnight + ((nanos - midnight) / lengthNanos * lengthNanos);
    }

    public override long Next(long start) =>
        Math.Min(start + lengthNanos, LocalMidnight.Of(LocalMidnight.DateOf(start, zone).AddDays(1), zone));
}
