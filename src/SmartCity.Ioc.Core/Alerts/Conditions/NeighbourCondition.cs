namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A device that disagrees with its neighbours: its value differs from the median of the other devices of its zone and kind.
/// Unknown while fewer than <paramref name="MinNeighbours"/> of them have a fresh value.</summary>
public sealed record NeighbourCondition(string Metric, double DiffersBy, double ClearBy, int MinNeighbours) : AlertCondition;
