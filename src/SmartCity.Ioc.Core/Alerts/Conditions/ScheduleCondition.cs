namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A time of the week in the city's time zone. Always known.</summary>
/// <param name="Days">Bit 0 is Monday, bit 6 Sunday, bit 7 a holiday; a holiday is only that, whatever day of the week it is.</param>
/// <param name="From">Minutes after midnight, included.</param>
/// <param name="To">Minutes after midnight, excluded; at or before <paramref name="From"/> for a night that ends the next morning and
/// belongs to the day on which it begins.</param>
/// <param name="Calendar">The holidays.</param>
public sealed record ScheduleCondition(byte Days, int From, int To, HolidayCalendar Calendar) : AlertCondition
{
    public const byte Holiday = 0x80;
}
