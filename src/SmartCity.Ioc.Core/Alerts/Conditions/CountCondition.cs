namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>So many detections within a time. Fewer is only known once the device was heard for all of that time.</summary>
public sealed record CountCondition(EventMatch Match, int AtLeast, TimeSpan In) : AlertCondition;
