namespace SmartCity.Ioc.City;

/// <summary>The regulation or publication that an index is worked out after.</summary>
/// <param name="Name">As a screen says it, with the dates.</param>
/// <param name="Since">In effect from then on: a day (<c>2019-11-12</c>), or a year where no day was set.</param>
public sealed record MetricSource(LocalizedText Name, string Since);
