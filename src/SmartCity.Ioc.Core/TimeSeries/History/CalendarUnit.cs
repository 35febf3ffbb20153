namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>What a calendar counts in.</summary>
public enum CalendarUnit : byte
{
    Day,
    Week,
    Month,
}
