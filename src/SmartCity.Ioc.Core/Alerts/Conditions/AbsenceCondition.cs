namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>Something that should come did not, by the pipeline's clock. Unknown until the device was heard once.</summary>
/// <param name="Metric">A metric that should be in its messages, or null.</param>
/// <param name="Match">A detection that it should send, or null. Neither of the two: any message at all.</param>
public sealed record AbsenceCondition(string? Metric, EventMatch? Match, TimeSpan For) : AlertCondition;
