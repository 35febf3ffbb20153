using System.Globalization;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Simulators.City.Foreign;

/// <summary>
/// The devices of other systems that a city is to hear: those that the tables of its <c>decoders.yaml</c> name, where the simulator speaks the
/// preset's language. What the mapping says of a device (its own id, zone, kind, place) is what the simulation plays.
/// </summary>
internal static class ForeignStations
{
    private const string FileName = "decoders.yaml";

    /// <param name="folder">The city's.</param>
    /// <param name="firstOrdinal">The number of the first one; those before are the city's own.</param>
    /// <exception cref="IOException">The file can not be read.</exception>
    public static IReadOnlyList<SimulatedDevice> Of(string folder, CityModel city, int firstOrdinal)
    {
        var path = Path.Combine(folder, FileName);
        var stations = new List<SimulatedDevice>();
        if (!File.Exists(path) || YamlText.Load(new CityFile(FileName, File.ReadAllText(path)), new CityErrors()) is not { } map)
        {
            return stations;
        }

        foreach (var decoder in map.Maps("decoders", "a decoder"))
        {
            var (preset, zone, kind) = (decoder.Text("preset", optional: true), decoder.Text("zone", optional: true), decoder.Text("kind", optional: true));
            string? first = null;
            foreach (var entry in decoder.Maps("devices", "a device", optional: true))
            {
                var from = entry.Text("from") ?? "";
                first ??= from;
                if (VoiceOf(preset, decoder.TextMap("with"), from, isFirst: from == first) is { } voice)
                {
                    var place = entry.Point("at", optional: true) ?? city.Zones.Root.Center;
                    stations.Add(Make(
                        firstOrdinal + stations.Count, entry.Text("device", optional: true) ?? from, entry.Text("zone", optional: true) ?? zone ?? city.Zones.Root.Id,
                        entry.Text("kind", optional: true) ?? kind, place, city, voice));
                }
            }
        }

        return stations;
    }

    private static IForeignVoice? VoiceOf(string? preset, IReadOnlyDictionary<string, string> with, string from, bool isFirst) => preset switch
    {
        "frigate" => new FrigateVoice(with.GetValueOrDefault("prefix", "frigate"), from, isFirst),
        "chirpstack" => new ChirpStackVoice(with.GetValueOrDefault("prefix", "application"), from),
        "sparkplug-b" when from.Split('-') is [var group, var node, var device] =>
            new SparkplugVoice(with.GetValueOrDefault("prefix", "spBv1.0"), group, node, device),
        "zigbee2mqtt" => new ZigbeeVoice(with.GetValueOrDefault("prefix", "zigbee2mqtt"), from),
        _ => null,
    };

    private static SimulatedDevice Make(int ordinal, string id, string zone, string? kind, GeoPoint place, CityModel city, IForeignVoice voice)
    {
        var known = city.Kinds.FirstOrDefault(one => one.Id == kind);
        var played = known ?? new DeviceKind(
            -1, kind ?? id, new LocalizedText(id, id), Domain.Infrastructure, voice.Interval, 3 * voice.Interval, []);
        return new SimulatedDevice(ordinal, id, zone, id.ToUpper(CultureInfo.InvariantCulture), played, place) { Voice = voice };
    }
}
