using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City.Foreign;
using SmartCity.Ioc.Simulators.City.Models;

namespace SmartCity.Ioc.Simulators.City;

/// <summary>A device of the simulated city and where it stands in its life. Owned by the simulation's one thread.</summary>
internal sealed class SimulatedDevice
{
    public SimulatedDevice(int ordinal, string id, string zoneId, string name, DeviceKind kind, GeoPoint location)
    {
        Ordinal = ordinal;
        Id = id;
        ZoneId = zoneId;
        Name = name;
        Kind = kind;
        Location = location;
        Stream = Noise.Stream(id);
        Model = DeviceModels.For(kind.Id);
        Topic = Encoding.UTF8.GetBytes($"ioc/v1/{zoneId}/{kind.Id}/{id}");
        StatusTopic = Encoding.UTF8.GetBytes($"ioc/v1/{zoneId}/{kind.Id}/{id}/status");
    }

    /// <summary>How it speaks where it is another system's device; null for the contract's own words.</summary>
    public IForeignVoice? Voice { get; init; }

    public int Ordinal { get; }

    public string Id { get; }

    public string ZoneId { get; }

    /// <summary>In Vietnamese; a model may tell a lake from a river by it.</summary>
    public string Name { get; }

    public DeviceKind Kind { get; }

    public GeoPoint Location { get; }

    /// <summary>The device's own chance (see <see cref="Noise"/>).</summary>
    public ulong Stream { get; }

    public IDeviceModel Model { get; }

    public byte[] Topic { get; }

    public byte[] StatusTopic { get; }

    /// <summary>Messages sent so far.</summary>
    public long Messages { get; set; }

    /// <summary>Turns at the schedule so far, silent ones too.</summary>
    public long Turns { get; set; }

    /// <summary>What it last said of itself on its status topic; null before its first word.</summary>
    public bool? SaidOnline { get; set; }
}
