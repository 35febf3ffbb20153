namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>One thing at some device of a zone, then another at some device of it (the same or another), within a time. Its source is the
/// zone. It stays true for <paramref name="Within"/> after the second.</summary>
public sealed record SequenceCondition(AlertCondition First, AlertCondition Then, TimeSpan Within) : AlertCondition;
