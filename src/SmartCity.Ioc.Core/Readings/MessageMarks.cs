namespace SmartCity.Ioc.Readings;

/// <summary>What a decoder knows of a message beside its values.</summary>
[Flags]
public enum MessageMarks : byte
{
    None = 0,

    /// <summary>The payload had no <c>ts</c>; the time of arrival stands in for it.</summary>
    TimeAssumed = 1,

    /// <summary>The payload had a <c>seq</c>: <see cref="DeviceMessage.Identity"/> is that counter, not a hash.</summary>
    HasSequence = 2,

    /// <summary>Delivered by the broker as retained: the last known value, not a new one.</summary>
    Retained = 4,

    /// <summary>From a back-fill: fills windows, raises no live alert.</summary>
    Historical = 8,

    /// <summary>A status message (<c>{topic}/status</c>) that said <c>online</c>. It has no values.</summary>
    StatusOnline = 16,

    /// <summary>A status message that said <c>offline</c>. It has no values.</summary>
    StatusOffline = 32,

    /// <summary>Worked out by the server from what the device sent before: no sign that it lives.</summary>
    Derived = 64,
}
