namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>What can be done to a source's messages; in kebab case on the command line.</summary>
internal enum FaultKind
{
    /// <summary>Messages are left out.</summary>
    Loss,

    /// <summary>Messages are sent again.</summary>
    Duplicate,

    /// <summary>A message changes places with the device's next one.</summary>
    Reorder,

    /// <summary>Messages travel longer.</summary>
    Delay,

    /// <summary>The device's clock is off.</summary>
    ClockSkew,

    /// <summary>The values of the first message stay for the rest.</summary>
    Frozen,

    /// <summary>A value leaps for one message.</summary>
    Spike,

    /// <summary>A value runs away steadily.</summary>
    Drift,

    /// <summary>The picture stands still: what is counted in it stays, what is said of the stream goes on.</summary>
    StuckCamera,

    /// <summary>The link goes down and comes back, again and again.</summary>
    Flapping,

    /// <summary>The device is away for a moment, then counts from 0.</summary>
    Restart,

    /// <summary>All devices of a zone go dark at once.</summary>
    PowerCut,

    /// <summary>Bytes of the payload are destroyed.</summary>
    Corrupt,

    /// <summary>The payload is larger than allowed.</summary>
    Oversize,

    /// <summary>The device sends many times as many messages.</summary>
    Flood,
}
