namespace SmartCity.Ioc.Indicators;

/// <summary>What became of an observation that was put.</summary>
public enum IndicatorPut
{
    Created,

    /// <summary>The one that was there for the same time went to the audit trail.</summary>
    Replaced,

    /// <summary>The same was there already; nothing was written.</summary>
    Unchanged,
}
