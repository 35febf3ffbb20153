namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Whose alert it is: a device, or a whole zone.</summary>
/// <param name="Zone">The zone's id; the device's own where there is a device.</param>
/// <param name="Kind">The device's kind, or null for a zone.</param>
public sealed record RuleSource(string Zone, string? Device, string? Kind)
{
    /// <summary>What makes the alert's key together with the rule.</summary>
    public string Key => Device ?? Zone;
}
