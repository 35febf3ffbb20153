namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>What becomes of a message that comes in while the shard is behind.</summary>
internal enum LoadVerdict
{
    Take,

    /// <summary>Its sender can wait: the socket is not read until the shard is nearer.</summary>
    HoldBack,

    /// <summary>Counted and given up.</summary>
    Shed,
}
