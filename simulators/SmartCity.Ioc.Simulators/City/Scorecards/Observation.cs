namespace SmartCity.Ioc.Simulators.City.Scorecards;

/// <summary>What an office would put: the value alone, or the part and the whole that it comes from.</summary>
internal readonly record struct Observation(DateTimeOffset Time, double? Value, double? Numerator, double? Denominator);
