namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A detection that its device sends. True with the message that holds it, false with the next one that does not; give it a
/// duration to clear by (<see cref="HeldCondition"/>), or it is gone with the next picture.</summary>
public sealed record EventCondition(EventMatch Match) : AlertCondition;
