namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>How far a device's clock is off: seconds between event time and arrival, the way through the network included. Unknown where
/// a recording is played, and for a message that says no time of its own.</summary>
public sealed record ClockCondition(Limit Limit, TimeSpan For, TimeSpan ClearFor) : AlertCondition;
