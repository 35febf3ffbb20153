using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>Where a topic leads: a device, or the reason why not. What a decoder wants to know of the device stands here, since the registry's
/// entry is in no cache.</summary>
internal readonly record struct Route
{
    private Route(string? detail) => Detail = detail;

    /// <summary>Index of the device.</summary>
    public int Device { get; private init; }

    public int Kind { get; private init; }

    public int Zone { get; private init; }

    /// <summary>Which of the device's entries it was made of, by the router's count.</summary>
    public ushort Entry { get; private init; }

    /// <summary>Why the topic leads nowhere.</summary>
    public QuarantineReason Reason { get; private init; }

    /// <summary>The device's own word on its state, not readings.</summary>
    public bool IsStatus { get; private init; }

    /// <summary>Whether it leads to a device.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>Why the topic leads nowhere, for a person.</summary>
    public string? Detail { get; }

    public static Route To(Device device, bool isStatus, ushort entry) =>
        new(detail: null) { Device = device.Index, Kind = device.Kind, Zone = device.Zone, Entry = entry, IsStatus = isStatus, IsKnown = true };

    public static Route Nowhere(QuarantineReason reason, string detail) => new(detail) { Reason = reason };
}
