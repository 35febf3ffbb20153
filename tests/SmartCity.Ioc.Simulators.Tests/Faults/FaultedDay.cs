using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.Faults;
using SmartCity.Ioc.Simulators.Sources;
using SmartCity.Ioc.Simulators.Virtual;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Tests.Faults;

/// <summary>The demo city with faults through the real pipeline on virtual time, and what its data check said of whom and when.</summary>
internal sealed class FaultedDay
{
    // A Monday, seven in the morning.
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 7, 0, 0, TimeSpan.FromHours(7));

    private static readonly CityModel City = CityFolder.Read(ShippedFiles.City("vung-tau")).City!;

    private readonly Dictionary<(string Device, string Fault), TimeSpan> _named = [];

    /// <summary>When the data check first named a fault of a device.</summary>
    public IReadOnlyDictionary<(string Device, string Fault), TimeSpan> Named => _named;

    public IReadOnlyList<InjectedFault> Truth { get; private set; } = [];

    public IReadOnlyDictionary<string, int> Zone(string id) => _zones[id];

    private readonly Dictionary<string, IReadOnlyDictionary<string, int>> _zones = [];

    /// <summary>The data check of a device at the end.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Last { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <param name="kinds">Only devices of these kinds; empty for all.</param>
    /// <param name="every">Each so-manieth device of those.</param>
    public static FaultedDay Of(TimeSpan length, string[] kinds, int every, string[] faults, DateTimeOffset? start = null, TimeSpan? look = null)
    {
        var day = new FaultedDay();
        var chosen = DeviceRoster.Of(City, null).Where(d => kinds.Length == 0 || kinds.Contains(d.Kind.Id)).Where((_, i) => i % every == 0).ToList();
        var began = start ?? Start;
        using var simulation = new CitySimulation(chosen, 7, began, TimeZoneInfo.FindSystemTimeZoneById(City.TimeZone), speed: 1, incidents: []);
        using var city = new VirtualCity(City, began);
        var step = look ?? TimeSpan.FromSeconds(5);
        city.Ticked = at =>
        {
            if (at.Ticks % step.Ticks != 0)
            {
                return;
            }

            foreach (var device in chosen)
            {
                city.Registry.TryFindDevice(device.Id, out var index);
                foreach (var fault in city.Pipeline.Quality.Of(index).Faults)
                {
                    day._named.TryAdd((device.Id, fault), at);
                }
            }
        };

        var truth = new StringWriter();
        var messages = FaultStage.Stack(
            MessageSources.Of(simulation, length), [.. faults.Select(FaultSpec.Parse)], 7, City.Zones, new FaultTruth(truth, began));
        foreach (var message in messages)
        {
            city.Take(message);
        }

        city.AdvanceTo(length);
        foreach (var zone in City.Zones.Zones)
        {
            day._zones[zone.Id] = city.Pipeline.Quality.OfZone(zone.Index).ByFault;
        }

        day.Last = chosen.ToDictionary(d => d.Id, d => city.Registry.TryFindDevice(d.Id, out var i) ? city.Pipeline.Quality.Of(i).Faults : []);
        day.Truth = [.. truth.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Read(line, began))];
        return day;
    }

    private static InjectedFault Read(string line, DateTimeOffset began)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new InjectedFault(
            root.GetProperty("fault").GetString()!, root.TryGetProperty("device", out var device) ? device.GetString() : null, root.GetProperty("zone").GetString()!,
            DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("from").GetInt64()) - began);
    }
}

/// <param name="From">Since the start.</param>
internal sealed record InjectedFault(string Fault, string? Device, string Zone, TimeSpan From);
