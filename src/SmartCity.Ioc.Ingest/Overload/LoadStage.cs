namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>How much is given up while more comes in than the shard can deal with. Each stage includes those before it.</summary>
public enum LoadStage : byte
{
    Normal,

    /// <summary>Single readings of low kinds are not stored; their windows and rules have them.</summary>
    ThinLow,

    /// <summary>Single readings of no kind are stored.</summary>
    ThinAll,

    /// <summary>QoS 0 messages of low kinds are not taken in.</summary>
    ShedLow,

    /// <summary>QoS 0 messages are taken in only of critical kinds, with events, or on a device's state.</summary>
    ShedAll,
}
