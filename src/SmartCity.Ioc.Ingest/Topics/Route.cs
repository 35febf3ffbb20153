using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>Where a topic leads: a device, or the reason why not.</summary>
/// <param name="Device">Null where the topic leads nowhere.</param>
/// <param name="IsStatus">The device's own word on its state, not readings.</param>
/// <param name="Reason">Why it leads nowhere.</param>
/// <param name="Detail">The same for a person.</param>
internal readonly record struct Route(Device? Device, bool IsStatus, QuarantineReason Reason, string Detail)
{
    /// <summary>The device's index, without a look at the device.</summary>
    public int DeviceIndex { get; } = Device?.Index ?? -1;

    public static Route Nowhere(QuarantineReason reason, string detail) => new(null, false, reason, detail);
}
