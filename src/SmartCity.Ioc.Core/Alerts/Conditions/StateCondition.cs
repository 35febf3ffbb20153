namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A text that the device sends is one of these, compared without case.</summary>
/// <param name="Attribute">The payload's member: <c>status</c>, <c>door</c>, …</param>
public sealed record StateCondition(string Attribute, IReadOnlyList<string> In) : AlertCondition;
