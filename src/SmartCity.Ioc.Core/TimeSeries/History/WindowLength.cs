using System.Globalization;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>A window's length as people write it: a duration (<c>5m</c>, <c>6h</c>), or calendar days, weeks or months (<c>1d</c>, <c>2w</c>, <c>1mo</c>).</summary>
/// <param name="Nanos">Of a fixed length; 0 for a calendar's.</param>
public readonly record struct WindowLength(long Nanos, CalendarUnit Unit, int Count)
{
    private const long NanosPerHour = 3_600_000_000_000;
    private const long NanosPerDay = 24 * NanosPerHour;

    // Ten years.
    private const int MostDays = 3650;
    private const int MostMonths = 120;

    public bool IsCalendar => Nanos == 0;

    public static WindowLength Fixed(long nanos) => new(nanos, default, 0);

    public static bool TryParse(string text, out WindowLength length)
    {
        length = default;
        if (text.EndsWith("mo", StringComparison.Ordinal))
        {
            return TryCount(text[..^2], CalendarUnit.Month, MostMonths, out length);
        }

        if (text.EndsWith('w'))
        {
            return TryCount(text[..^1], CalendarUnit.Week, MostDays / 7, out length);
        }

        if (!DurationText.TryParse(text, out var duration) || duration <= TimeSpan.Zero)
        {
            return false;
        }

        var nanos = duration.Ticks * 100;
        length = nanos % NanosPerDay == 0 ? new WindowLength(0, CalendarUnit.Day, (int)(nanos / NanosPerDay)) : Fixed(nanos);
        return true;
    }

    /// <summary>Lengths of more than an hour that divide a day begin at the zone's midnight, shorter and odd ones at the Unix epoch.</summary>
    public WindowGrid Grid(TimeZoneInfo zone) => IsCalendar
        ? new CalendarGrid(Unit, Count, zone)
        : IsPartOfDay ? new DayPartGrid(Nanos, zone) : new FixedGrid(Nanos);

    /// <summary>Whether its starts depend on the time zone.</summary>
    public bool FollowsZone => IsCalendar || IsPartOfDay;

    private bool IsPartOfDay => Nanos > NanosPerHour && NanosPerDay % Nanos == 0;

    public override string ToString() => IsCalendar
        ? string.Create(CultureInfo.InvariantCulture, $"{Count}{(Unit switch { CalendarUnit.Day => "d", CalendarUnit.Week => "w", _ => "mo" })}")
        : Nanos switch
        {
            _ when Nanos % NanosPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{Nanos / NanosPerHour}h"),
            _ when Nanos % (NanosPerHour / 60) == 0 => string.Create(CultureInfo.InvariantCulture, $"{Nanos / (NanosPerHour / 60)}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Nanos / 1e9}s"),
        };

    private static bool TryCount(string digits, CalendarUnit unit, int most, out WindowLength length)
    {
        length = default;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count > most)
        {
            return false;
        }

        length = new WindowLength(0, unit, count);
        return true;
    }
}
