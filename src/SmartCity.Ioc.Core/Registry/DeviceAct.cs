namespace SmartCity.Ioc.Registry;

/// <summary>A change of the registry as it was made: the audit.</summary>
/// <param name="AtNanos">When it was decided; the change itself says when it takes effect.</param>
public sealed record DeviceAct(long AtNanos, string By, string? From, string? Note, DeviceChange Change);
