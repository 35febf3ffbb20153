namespace SmartCity.Ioc.Alerts;

/// <summary>An alert's state after ISA-18.2 (CONTRACT section 5).</summary>
public enum AlertState : byte
{
    /// <summary>Unacknowledged, condition present.</summary>
    Active,

    /// <summary>Acknowledged, condition present.</summary>
    Acknowledged,

    /// <summary>Returned to normal, not yet acknowledged.</summary>
    Cleared,

    /// <summary>Over: cleared and acknowledged, or closed by hand. The only state that is not open.</summary>
    Closed,
    Shelved,
    Suppressed,
    OutOfService,
}
