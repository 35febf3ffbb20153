namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>Which detections are meant.</summary>
/// <param name="Type">The event's <c>type</c>: <c>plate</c>, <c>wrong-way</c>, <c>loitering</c>, …</param>
/// <param name="Value">Only with this value, compared without case, spaces, dots and dashes; null for any.</param>
/// <param name="WatchList">Only with a value on this list that has not expired; null for any.</param>
/// <param name="MinConfidence">Smallest confidence taken. A device that does not say one is taken at its word.</param>
public sealed record EventMatch(string Type, string? Value, WatchList? WatchList, double MinConfidence);
