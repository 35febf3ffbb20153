namespace SmartCity.Ioc.Push.Streams;

/// <summary>The lanes of a frame that a client asked for.</summary>
[Flags]
internal enum LiveInclude
{
    None = 0,
    Devices = 1,
    Zones = 2,
    Alerts = 4,

    /// <summary>Devices in the compact form instead of JSON.</summary>
    Packed = 8,
    Indicators = 16,
}
