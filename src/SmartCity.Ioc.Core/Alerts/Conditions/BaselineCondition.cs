namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>
/// A value that is unusual for its hour of the week, as this source has been in earlier weeks (on event time, in the city's time zone; a
/// holiday is learned as a Sunday). Unknown until the hour was seen in <paramref name="MinWeeks"/> weeks.
/// </summary>
/// <param name="Deviations">How many standard deviations away it is true.</param>
/// <param name="ClearDeviations">How near it is false again.</param>
/// <param name="MinDifference">A smaller difference from the mean is never unusual: an hour that is always alike has no deviation.</param>
/// <param name="Direction">Which side is unusual; null for both.</param>
public sealed record BaselineCondition(
    string Metric, double Deviations, double ClearDeviations, double MinDifference, BaselineDirection Direction, int MinWeeks,
    HolidayCalendar Calendar) : AlertCondition;
