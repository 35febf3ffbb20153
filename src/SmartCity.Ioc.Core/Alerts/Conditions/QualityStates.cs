namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>What the data check found (docs/data-quality.md).</summary>
[Flags]
public enum QualityStates : byte
{
    None = 0,
    Stale = 1,
    Offline = 2,
    Frozen = 4,
    Skewed = 8,

    /// <summary>Frozen, skewed, or suspect for any other reason.</summary>
    Suspect = 16,
}
