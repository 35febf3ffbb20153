using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>What became of changes to the registry.</summary>
/// <param name="Added">Devices among them that nobody knew before, and that wait for their date.</param>
/// <param name="Devices">At most a hundred of them as they stand now.</param>
internal sealed record RegistryAnswer(int Revision, bool DryRun, int Changed, int Added, IReadOnlyList<RegistryEntryAnswer> Devices);

/// <param name="Review"><c>declared</c> in the city's files, <c>new</c>, <c>approved</c> or <c>rejected</c>.</param>
/// <param name="OutOfService">The reason, or null.</param>
/// <param name="Pending">Changes that take effect later.</param>
internal sealed record RegistryEntryAnswer(
    string Device, string? Zone, string? Kind, string? Owner, string Review, string? OutOfService, string? ReplacedBy,
    IReadOnlyList<MaintenanceWindow> Maintenance, IReadOnlyList<DeviceChange> Pending)
{
    public static RegistryEntryAnswer Of(string id, RegistryPage page, CityRegistry registry)
    {
        var device = registry.TryFindDevice(id, out var index) ? registry.Device(index) : null;
        var entry = page.Of(id);
        return new RegistryEntryAnswer(
            id,
            device is null ? null : registry.Zones[device.Zone].Id,
            device is null ? null : registry.Kinds[device.Kind].Id,
            device?.Owner,
            entry.Review ?? (device is { Declared: true } || page.Places.ContainsKey(id) ? "declared" : "new"),
            entry.OutOfService,
            entry.ReplacedBy,
            entry.Maintenance ?? [],
            [.. page.Pending.Where(change => change.Id == id)]);
    }
}

/// <summary>One act of the audit.</summary>
internal sealed record RegistryChangeAnswer(DateTimeOffset At, string By, string? From, string? Note, DeviceChange Change);
