using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.City;

/// <summary>Devices of other systems that the demo city plays in their products' own words, read by the mappings that ship with it.</summary>
public sealed class ForeignStationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryStationOfTheDemo_IsReadByTheCitysOwnMapping()
    {
        var said = await Sim.RunAsync("city", "--dry-run", "--duration", "10m", "--seed", "4");
        var capture = Path.Combine(_folder.Path, "foreign.jsonl");
        await File.WriteAllLinesAsync(capture, said.Lines.Where(line => !line.Contains("\"topic\":\"ioc/", StringComparison.Ordinal)).Select(Captured));

        var decoded = await Sim.RunAsync("decode", capture);

        decoded.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", string.Join('\n', decoded.Lines.Where(line => line.Contains("quarantined", StringComparison.Ordinal))));
        var readings = decoded.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        readings.Select(line => $"{line.GetProperty("kind")} {line.GetProperty("device")}").Distinct().Should().BeEquivalentTo(
            "camera frigate-cho-vung-tau", "camera frigate-truong-le-loi", "gateway nvr", "lorawan-water lora-cong-le-hong-phong", "lorawan-water lora-cong-binh-gia",
            "pump bom-nui-lon-1", "pump capnuoc-tram1", "room zigbee-phong-may-chu");
        Values("nvr").Should().Contain("detection_fps");
        Of("capnuoc-tram1").Should().HaveCountGreaterThan(15, "the node speaks for itself too, and does not fall silent");
        Values("frigate-cho-vung-tau").Should().Contain("vehicles").And.Contain("persons");
        Values("lora-cong-binh-gia").Should().Contain("level").And.Contain("battery_voltage").And.Contain("rssi");
        Values("zigbee-phong-may-chu").Should().Contain("temp").And.Contain("humidity").And.Contain("battery");

        // Born in kPa, shown in the kind's bar; the data name nothing but an alias.
        var pumped = Of("bom-nui-lon-1").Where(line => line.GetProperty("values").TryGetProperty("pressure", out _)).ToList();
        pumped.Should().HaveCountGreaterThan(30);
        pumped.Should().OnlyContain(line => line.GetProperty("values").GetProperty("pressure").GetDouble() > 1 && line.GetProperty("values").GetProperty("pressure").GetDouble() < 5);
        Of("frigate-cho-vung-tau").Should().Contain(line => line.GetRawText().Contains("\"loc\":{\"lat\":10.3492,", StringComparison.Ordinal));
        Of("frigate-truong-le-loi").Concat(Of("frigate-cho-vung-tau")).Should().Contain(line => line.GetRawText().Contains("plate", StringComparison.Ordinal));

        List<JsonElement> Of(string device) => readings.FindAll(line => line.GetProperty("device").GetString() == device);
        HashSet<string> Values(string device) => [.. Of(device).SelectMany(line => line.GetProperty("values").EnumerateObject()).Select(value => value.Name)];
    }

    [Fact]
    public async Task DevicesByNumber_AreTheCitysOwn() =>
        (await Sim.RunAsync("city", "--dry-run", "--devices", "5")).Lines.Should().OnlyContain(line => line.StartsWith("{\"topic\":\"ioc/", StringComparison.Ordinal));

    private static string Captured(string line, int i)
    {
        var message = JsonNode.Parse(line)!.AsObject();
        message["at"] = DateTimeOffset.Parse("2026-01-05T00:10:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() + i;
        if (message["payload"] is JsonObject payload)
        {
            message["payload"] = payload.ToJsonString();
        }

        return message.ToJsonString();
    }
}
