namespace SmartCity.Ioc.Registry;

/// <summary>The registry's state at a moment: immutable, for any thread.</summary>
/// <param name="Revision">Grows with every accepted command.</param>
/// <param name="Entries">Of the devices that were ever changed.</param>
/// <param name="Places">The change that put each moved or edited device where it is.</param>
/// <param name="Pending">Changes that take effect later, earliest first.</param>
/// <param name="Acts">Newest last.</param>
public sealed record RegistryPage(
    int Revision,
    IReadOnlyDictionary<string, DeviceEntry> Entries,
    IReadOnlyDictionary<string, DeviceChange> Places,
    IReadOnlyList<DeviceChange> Pending,
    IReadOnlyList<DeviceAct> Acts)
{
    public static RegistryPage Empty { get; } = new(1, new Dictionary<string, DeviceEntry>(), new Dictionary<string, DeviceChange>(), [], []);

    public DeviceEntry Of(string device) => Entries.GetValueOrDefault(device) ?? new DeviceEntry(device);
}
