using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>A city that takes foreign messages, and what it makes of them as short lines that a person can compare:
/// <c>device kind time name=value … [event:value] @lat,lon</c> or <c>! reason</c>.</summary>
internal sealed class ForeignCity : IDisposable
{
    public static readonly DateTimeOffset Arrival = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    private readonly DecoderBench _bench;

    public ForeignCity(string decoders)
    {
        _bench = new DecoderBench(Create());
        _bench.PutInForce(decoders).Should().BeNull();
    }

    private const string EveryPreset = """
        decoders:
          - {id: nvr, preset: frigate}
          - {id: axis, preset: axis}
          - {id: onvif, preset: onvif}
          - {id: plates, preset: platerecognizer}
          - {id: vias, preset: vias}
          - {id: lightnvr, preset: lightnvr}
          - {id: zigbee, preset: zigbee2mqtt, kind: air, rename: {temperature: temp}}
          - {id: tasmota, preset: tasmota, kind: air, rename: {ds18b20_temperature: temp}}
          - {id: shelly, preset: shelly, kind: air}
          - {id: lorawan, preset: chirpstack, rename: {TempC_SHT: temp, Hum_SHT: humidity, BatV: battery_voltage}}
          - {id: ttn, preset: ttn}
          - {id: ngsi, preset: ngsi, with: {topic: 'ngsi/#'}}
          - {id: things, preset: sensorthings}
          - {id: senml, preset: senml, with: {topic: 'senml/{gateway}'}, kind: power}
          - {id: draft, preset: senml-draft, with: {topic: 'draft/{gateway}'}, kind: air, rename: {temperature: temp}}
          - {id: plant, preset: sparkplug-b}
          - {id: citizens, preset: airrohr, with: {topic: 'airrohr/{device}'}}
          - {id: openremote, preset: openremote, with: {topic: 'openremote/{asset}'}}
        """;

    public static ForeignCity OfEveryPreset() => new(EveryPreset);

    public IReadOnlyList<string> Send(string topic, byte[] payload, bool retain = false) =>
        [.. _bench.Decode(topic, payload, retain, Arrival).Select(line => Short(line.Json))];

    public IReadOnlyList<string> Send(string topic, string payload) => Send(topic, Encoding.UTF8.GetBytes(payload));

    public void Dispose() => _bench.Dispose();

    private static CityModel Create()
    {
        var small = SmallCity.Create();
        return new CityModel
        {
            Id = small.Id,
            Name = small.Name,
            TimeZone = small.TimeZone,
            Zones = small.Zones,
            Devices = small.Devices,
            Rules = small.Rules,
            Kinds =
            [
                Kind(0, "air", ("pm25", "µg/m³", 0, 1000), ("temp", "°C", -40, 60), ("humidity", "%", 0, 100), ("co", "mg/m³", 0, 100), ("pressure", "hPa", 850, 1100)),
                small.Kinds[1],
                Kind(2, "noise", ("laeq", "dBA", 20, 140), ("lmax", "dBA", 20, 150)),
                Kind(3, "traffic", ("speed", "km/h", 0, 200), ("occupancy", "%", 0, 100)),
                Kind(4, "power", ("voltage", "V", 0, 480), ("current", "mA", 0, 100_000)),
            ],
        };
    }

    private static DeviceKind Kind(int index, string id, params (string Id, string Unit, double Min, double Max)[] metrics) =>
        new(index, id, SmallCity.Text(id), Domain.Environment, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3),
            [.. metrics.Select(m => new MetricDefinition(m.Id, SmallCity.Text(m.Id), m.Unit, m.Min, m.Max, 1, false))]);

    private static string Short(string json)
    {
        using var document = JsonDocument.Parse(json);
        var line = document.RootElement;
        if (line.TryGetProperty("quarantined", out var reason))
        {
            return $"! {reason}";
        }

        var time = line.GetProperty("time").GetDateTimeOffset();
        var text = new StringBuilder($"{line.GetProperty("device")} {line.GetProperty("kind")} ");
        text.Append(line.TryGetProperty("timeAssumed", out _) ? "now" : time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
        foreach (var flag in (string[])["seq", "status", "historical", "retained"])
        {
            text.Append(line.TryGetProperty(flag, out var value) ? $" {flag}:{value}" : "");
        }

        foreach (var value in line.GetProperty("values").EnumerateObject())
        {
            text.Append(CultureInfo.InvariantCulture, $" {value.Name}={value.Value}");
        }

        foreach (var detection in line.TryGetProperty("events", out var events) ? events.EnumerateArray().AsEnumerable() : [])
        {
            text.Append(CultureInfo.InvariantCulture, $" [{detection.GetProperty("type")}:{(detection.TryGetProperty("value", out var value) ? value : "")}]");
        }

        if (line.TryGetProperty("loc", out var loc))
        {
            text.Append(CultureInfo.InvariantCulture, $" @{loc.GetProperty("lat")},{loc.GetProperty("lon")}");
        }

        return text.ToString();
    }
}
