using System.Collections.Frozen;

namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>The days on which a city does not work as on others.</summary>
/// <param name="timeZone">Where its days begin.</param>
public sealed class HolidayCalendar(TimeZoneInfo timeZone, IEnumerable<DateOnly> holidays)
{
    private readonly FrozenSet<DateOnly> _holidays = holidays.ToFrozenSet();

    public TimeZoneInfo TimeZone { get; } = timeZone;

    public int Count => _holidays.Count;

    public bool IsHoliday(DateOnly day) => _holidays.Contains(day);
}
