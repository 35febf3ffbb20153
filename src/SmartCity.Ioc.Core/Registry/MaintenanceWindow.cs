namespace SmartCity.Ioc.Registry;

/// <summary>A time in which a device is worked on: it raises no alarms and is shown as out of service.</summary>
/// <param name="To">Exclusive.</param>
public sealed record MaintenanceWindow(DateTimeOffset From, DateTimeOffset To, string Reason);
