namespace SmartCity.Ioc.Readings;

/// <summary>A device's health as CONTRACT section 4 names it. Silence is never <see cref="Ok"/>.</summary>
public enum DeviceHealth : byte
{
    /// <summary>Declared, but never heard. Shown as <c>offline</c>.</summary>
    Unknown,
    Ok,
    Stale,
    Offline,
    Suspect,
    OutOfService,
}
