using SmartCity.Ioc.Simulators.Record;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Simulators.Tests.Record;

public sealed class RecordCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ioc-record-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Capture_ReplayedIntoAnotherBroker_IsThereByteForByte()
    {
        await using var source = await MosquittoServer.StartAsync();
        await using var target = await MosquittoServer.StartAsync();
        // Retained, so that they are there whenever the recorder comes.
        await source.PublishAsync("ioc/v1/vung-tau/air/air-1", """{"ts":1,"pm25":38.20,"place":"Bãi Sau"}""", qos: 1, retain: true);
        await source.PublishAsync("ioc/v1/vung-tau/air/air-2", "not JSON \"at all\" \t", qos: 1, retain: true);
        await source.PublishAsync("ioc/v1/vung-tau/air/air-1/status", "online", qos: 1, retain: true);

        var first = await RecordAsync(source, "first.jsonl");
        var replay = await Sim.RunAsync("replay", Path.Combine(_folder.FullName, "first.jsonl"), "--broker", target.Url, "--speed", "max");
        var second = await RecordAsync(target, "second.jsonl");

        replay.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", replay.Error);
        first.Should().HaveCount(3);
        second.Should().BeEquivalentTo(first, options => options.Excluding(line => line.At));
        first.Should().OnlyContain(line => line.Retain);
    }

    [Fact]
    public async Task Capture_ThatExists_IsNotOverwritten()
    {
        var path = Path.Combine(_folder.FullName, "old.jsonl");
        await File.WriteAllTextAsync(path, "precious");

        var result = await Sim.RunAsync("record", path);

        result.ExitCode.Should().Be(ExitCode.BadInput);
        (await File.ReadAllTextAsync(path)).Should().Be("precious");
    }

    [Fact]
    public async Task Capture_WithALineThatIsNone_ExitsWith1AndNamesTheLine()
    {
        var path = Path.Combine(_folder.FullName, "broken.jsonl");
        await File.WriteAllTextAsync(path, "{\"at\":1,\"topic\":\"a\",\"payload\":\"b\"}\n{\"at\":2,\"topic\":\"a\"}\n");

        var result = await Sim.RunAsync("replay", path, "--dry-run");

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("broken.jsonl:2: not a captured message");
    }

    private async Task<CaptureLine[]> RecordAsync(MosquittoServer broker, string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        var result = await Sim.RunAsync("record", path, "--count", "3", "--broker", broker.Url);
        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        return (await File.ReadAllLinesAsync(path)).Select(CaptureLine.Parse).ToArray();
    }
}
