namespace SmartCity.Ioc.Readings;

/// <summary>One number of a message.</summary>
/// <param name="Metric">Index in <see cref="CityRegistry"/>.</param>
/// <param name="Value">Finite; in the kind's declared unit.</param>
public readonly record struct MetricValue(int Metric, double Value);
