namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>How fast a metric changes: the difference to the oldest reading in <paramref name="Over"/>, per <paramref name="Per"/>. Unknown
/// until readings span half of <paramref name="Over"/>.</summary>
public sealed record RateCondition(string Metric, TimeSpan Per, TimeSpan Over, Limit Limit) : AlertCondition;
