using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Decode;

public sealed class DecodeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Payload_OfTheContract_GivesItsReadings()
    {
        var result = await DecodeAsync("""{"ts": 1795320000000, "pm25": 38.2}""", "ioc/v1/vung-tau/air/air-000017");

        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        result.Lines.Should().Equal(
            """{"device":"air-000017","zone":"vung-tau","kind":"air","time":"2026-11-22T04:00:00+00:00","values":{"pm25":38.2}}""");
    }

    [Fact]
    public async Task Payload_OutOfRange_ExitsWith1AndSaysWhy()
    {
        var result = await DecodeAsync("""{"pm25": -1}""", "ioc/v1/vung-tau/air/air-000017");

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Lines.Should().ContainSingle().Which.Should().StartWith("""{"quarantined":"out-of-range",""");
    }

    [Fact]
    public async Task Decoders_OfAFile_AreTriedWithoutAServer()
    {
        var decoders = Path.Combine(_folder.Path, "decoders.yaml");
        await File.WriteAllTextAsync(decoders, "decoders: [{id: z, preset: zigbee2mqtt, kind: air, rename: {temperature: temp}}]");

        var result = await DecodeAsync("""{"temperature": 27.3}""", "zigbee2mqtt/hall", "--decoders", decoders, "--at", "2026-11-22T04:00:00Z");

        result.Lines.Should().Equal(
            """{"device":"hall","zone":"ho-chi-minh","kind":"air","time":"2026-11-22T04:00:00+00:00","timeAssumed":true,"values":{"temp":27.3}}""");
    }

    [Fact]
    public async Task Decoders_WithAnError_ExitWith1AndNameTheLine()
    {
        var decoders = Path.Combine(_folder.Path, "decoders.yaml");
        await File.WriteAllTextAsync(decoders, "decoders:\n  - {id: z, preset: zigbee2mqt}");

        var result = await DecodeAsync("{}", "zigbee2mqtt/hall", "--decoders", decoders);

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("decoders.yaml:2: there is no preset 'zigbee2mqt'").And.Contain("did you mean 'zigbee2mqtt'?");
    }

    [Fact]
    public async Task Message_WithoutItsTopic_IsAMistakeOfTheCommandLine() =>
        (await Sim.RunAsync("decode", Path.Combine(_folder.Path, "p.json"))).ExitCode.Should().Be(ExitCode.Usage);

    private async Task<SimResult> DecodeAsync(string payload, string topic, params string[] more)
    {
        var path = Path.Combine(_folder.Path, "p.json");
        await File.WriteAllTextAsync(path, payload);
        return await Sim.RunAsync(["decode", "--topic", topic, path, .. more]);
    }
}
