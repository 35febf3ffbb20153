using System.Globalization;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Simulators.City;

/// <summary>Which devices a simulation plays: those of the city, a part of them, or more.</summary>
internal static class DeviceRoster
{
    /// <summary>Extra devices are numbered from here, far above what a city declares.</summary>
    private const int FirstExtra = 100_001;

    /// <param name="count">How many; null for all that are declared. Fewer are taken evenly from the list, so that every kind is still
    /// there. More are copies beside the declared ones, with ids of their own, which register themselves with the server.</param>
    public static IReadOnlyList<SimulatedDevice> Of(CityModel city, int? count)
    {
        var declared = city.Devices;
        var wanted = count ?? declared.Count;
        var roster = new List<SimulatedDevice>(wanted);
        if (declared.Count == 0)
        {
            return roster;
        }

        for (var i = 0; i < Math.Min(wanted, declared.Count); i++)
        {
            var device = declared[(int)((long)i * declared.Count / Math.Min(wanted, declared.Count))];
            roster.Add(Make(city, i, device, device.Id, device.Location));
        }

        for (var i = declared.Count; i < wanted; i++)
        {
            var template = declared[i % declared.Count];
            var dash = template.Id.LastIndexOf('-');
            var prefix = dash > 0 ? template.Id[..dash] : template.Kind.ToString(CultureInfo.InvariantCulture);
            var id = $"{prefix}-{FirstExtra + i - declared.Count:D6}";
            // Within some 200 m of the template.
            var stream = Noise.Stream(id);
            var place = new GeoPoint(
                Math.Round(template.Location.Lat + (0.004 * (Noise.Unit(0, stream, 1) - 0.5)), 5),
                Math.Round(template.Location.Lon + (0.004 * (Noise.Unit(0, stream, 2) - 0.5)), 5));
            roster.Add(Make(city, i, template, id, place));
        }

        return roster;
    }

    private static SimulatedDevice Make(CityModel city, int ordinal, DeviceDefinition device, string id, GeoPoint place) =>
        new(ordinal, id, city.Zones[device.Zone].Id, device.Name.Vi, city.Kinds[device.Kind], place);
}
