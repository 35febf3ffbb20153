namespace SmartCity.Ioc.Indicators;

/// <summary>How an indicator stands against its bounds.</summary>
public enum IndicatorStatus
{
    /// <summary>Nothing was ever observed.</summary>
    Unknown,

    /// <summary>The target is reached.</summary>
    Good,

    /// <summary>The target is missed, within the warning bound.</summary>
    Warning,

    /// <summary>Worse than the warning bound.</summary>
    Bad,
}
