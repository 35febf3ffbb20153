using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>Days, weeks from Monday, or months of a calendar; several at a time are counted from 1970.</summary>
internal sealed class CalendarGrid(CalendarUnit unit, int count, TimeZoneInfo zone) : WindowGrid
{
    private static readonly DateTime FirstDay = DateTime.UnixEpoch;

    // 1970-01-01 was a Thursday.
    private static readonly DateTime FirstMonday = FirstDay.AddDays(-3);

    public override long StartOf(long nanos) => LocalMidnight.Of(DateOf(IndexOf(LocalMidnight.DateOf(nanos, zone))), zone);

    public override long Next(long start) => LocalMidnight.Of(DateOf(IndexOf(LocalMidnight.DateOf(start, zone)) + 1), zone);

    private int IndexOf(DateTime date) => Floor(
        unit switch
        {
            CalendarUnit.Day => (date - FirstDay).Days,
            CalendarUnit.Week => Floor((date - FirstMonday).Days, 7),
            _ => ((date.Year - FirstDay.Year) * 12) + date.Month - 1,
        },
        count);

    private DateTime DateOf(int index) => unit switch
    {
        CalendarUnit.Day => FirstDay.AddDays(index * count),
        CalendarUnit.Week => FirstMonday.AddDays(index * count * 7),
        _ => FirstDay.AddMonths(index * count),
    };

    private static int Floor(int value, int by) => (value / by) - (value % by < 0 ? 1 : 0);
}
