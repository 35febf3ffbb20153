using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>A device's health became another.</summary>
/// <param name="AtNanos">The pipeline's clock.</param>
/// <param name="Reason">A short word from a fixed set: <c>heard</c>, <c>silent</c>, <c>last-will</c>, <c>frozen</c>, <c>skewed</c>, …</param>
public readonly record struct HealthChange(int Device, DeviceHealth From, DeviceHealth To, long AtNanos, string Reason);
