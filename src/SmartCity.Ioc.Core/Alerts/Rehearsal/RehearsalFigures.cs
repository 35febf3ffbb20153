namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>What one rule did.</summary>
/// <param name="Count">Occurrences.</param>
/// <param name="Alerts">Alerts that they were: one that returns before anybody acknowledged it is the same.</param>
/// <param name="OpenSeconds">All together; those that lasted to the end count up to it.</param>
/// <param name="PerDay">Occurrences a day.</param>
/// <param name="MostPerHour">In the busiest hour.</param>
/// <param name="ChatteringShare">Part of the occurrences that were among three or more of one source within ten minutes.</param>
/// <param name="FleetingShare">Part that lasted less than a minute.</param>
/// <param name="Overlaps">Other rules that were there at the same source at the same time: in how many of its occurrences.</param>
/// <param name="Unstored">What the rule needs that stored history does not have.</param>
/// <param name="CountedFromNanos">From when on all that it needs was there; its rates are from then on. Null for never: its figures say
/// nothing then.</param>
public sealed record RehearsalFigures(
    string Rule, int Version, int Count, int Alerts, int StillOpen, double OpenSeconds, double MedianSeconds, double LongestSeconds, double PerDay,
    int MostPerHour, double ChatteringShare, double FleetingShare, IReadOnlyDictionary<string, int> Severities,
    IReadOnlyDictionary<string, int> Overlaps, IReadOnlyList<Occurrence> Examples, IReadOnlyList<string> Unstored,
    long? CountedFromNanos);
