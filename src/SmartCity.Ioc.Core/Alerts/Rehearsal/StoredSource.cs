using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>A device whose stored readings are played.</summary>
/// <param name="Metrics">Those that are read, by name.</param>
internal readonly record struct StoredSource(Device Device, IReadOnlyList<string> Metrics);
