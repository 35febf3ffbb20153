namespace SmartCity.Ioc.TimeSeries.BackFill;

/// <summary>A day of a kind's metric that got readings of the past, ids throughout: its zones' windows are to be counted once more when no
/// more come.</summary>
/// <param name="StartNanos">The city's midnight.</param>
public readonly record struct FilledDay(string Kind, string Metric, long StartNanos);
