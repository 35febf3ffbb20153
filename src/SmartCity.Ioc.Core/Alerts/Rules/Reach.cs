namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Where an input stands between limit and clear level.</summary>
internal enum Reach : byte
{
    /// <summary>Past the limit.</summary>
    Past,

    /// <summary>Between the two: what was, stays.</summary>
    Between,

    /// <summary>Past the clear level, on the good side.</summary>
    Back,

    /// <summary>Nobody knows: durations pause.</summary>
    Unknown,
}
