namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>One operator's area over a stretch of time.</summary>
/// <param name="Area">Id of the zone.</param>
/// <param name="Shifts">The stretch's shifts, in order.</param>
public sealed record AreaFigures(string Area, LoadFigures Total, IReadOnlyList<LoadFigures> Shifts);
