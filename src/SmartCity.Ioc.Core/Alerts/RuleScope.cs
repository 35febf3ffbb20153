namespace SmartCity.Ioc.Alerts;

/// <summary>Whose alert a rule raises.</summary>
public enum RuleScope : byte
{
    Device,

    /// <summary>The zone in which the devices stand: the lowest one, which a device names.</summary>
    Zone,
}
