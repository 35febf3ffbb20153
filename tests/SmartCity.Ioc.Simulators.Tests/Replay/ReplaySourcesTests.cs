using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Replay;

/// <summary>What else than a plain CSV can be played, each a few lines.</summary>
public sealed class ReplaySourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JsonLines_ByPaths_ArePlayed()
    {
        var result = await PlayAsync(
            """
              - file: a.txt
                format: jsonl
                time: {column: meta.at, format: unix_s}
                device_column: meta.id
                any_device: {zone: z, kind: air, device: 'n-{value}'}
                metrics: [{id: temp, column: 'values[0]'}]
            """,
            """
            {"meta": {"at": 1, "id": "A 1"}, "values": [20.5]}

            {"meta": {"at": 2, "id": "B"}, "values": []}
            """);

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/air/n-a-1","payload":{"ts":1000,"temp":20.5}}""");
    }

    [Fact]
    public async Task Units_BehindTheNumber_AreConverted()
    {
        var result = await PlayAsync(
            """
              - file: a.txt
                time: {column: t, format: unix_s}
                missing: [N/A]
                device: {zone: z, kind: air, device: 'st-{file}'}
                metrics:
                  - {id: wind, column: w, to: m/s}
                  - {id: humidity, column: h, to: '%'}
                  - {id: risk, column: r, words: {Cao: 2}}
                  - {id: pm25, column: p, unit: ug/m3}
            """,
            "t,w,h,r,p\n1,36 km/h,88%,Cao,0.5 mg/m3\n2,N/A,0.5 furlongs,,\n3,N/A,,,\n");

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/air/st-a","payload":{"ts":1000,"wind":10,"humidity":88,"risk":2,"pm25":500}}""");
        result.Error.Should().Contain("a.txt:3: '0.5 furlongs' in column 'h' is not a number").And.Contain("1 rows");
    }

    [Fact]
    public async Task Columns_ThatAreDevices_EachSpeak()
    {
        var result = await PlayAsync(
            """
              - file: a.txt
                time: {column: n, format: counter, start: 1970-01-01T00:01:00Z, step_seconds: 0.5}
                each_column: {metric: speed, unit: mph, to: km/h, zone: z, kind: traffic, device: 'd-{column}', except: note}
            """,
            "n,one,two,note\n2,10,,x\n");

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/traffic/d-one","payload":{"ts":61000,"speed":16.09344}}""");
    }

    [Fact]
    public async Task Text_OfABaseStation_WithDecimalCommasAndNoHeader_IsRead()
    {
        var result = await PlayAsync(
            """
              - file: a.txt
                delimiter: space
                header: [t, node, seq, temp]
                encoding: latin1
                numbers: vi-VN
                time: {column: t, format: unix_ms}
                device_column: node
                any_device: {zone: z, kind: mote, device: 'm-{value}'}
                sequence_column: seq
                metrics: [{id: temp, column: temp}]
            """,
            "1000 7 1\u00a0000 21,5\n", Encoding.Latin1);

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/mote/m-7","payload":{"ts":1000,"seq":1000,"temp":21.5}}""");
    }

    [Fact]
    public async Task Arrivals_ApartFromEventTimes_DecideTheOrder()
    {
        var result = await PlayAsync(
            """
              - file: a.txt
                time: {column: t, format: unix_s}
                arrival: {column: came, format: unix_s}
                device: {zone: z, kind: air, device: a}
                metrics: [{id: v, column: v}]
            """,
            "t,came,v\n1,20,1\n2,10,2\n");

        result.Lines.Should().Equal(
            """{"topic":"ioc/v1/z/air/a","payload":{"ts":2000,"v":2}}""", """{"topic":"ioc/v1/z/air/a","payload":{"ts":1000,"v":1}}""");
    }

    [Fact]
    public async Task Senml_AsItCame_IsPlayedAsTheContractsOwn()
    {
        var result = await PlayAsync(
            """
              - file: a.txt
                format: payloads
                topic: senml/gw
                decoders:
                  decoders:
                    - {id: s, preset: senml, with: {topic: 'senml/{gateway}'}, zone: z, kind: air}
            """,
            """
            1000,[{"bn":"urn:dev:a/","n":"temp","u":"Cel","v":21.5,"t":1500000000}]
            [{"n":"nothing"}]
            """);

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/air/urn-dev-a","payload":{"ts":1500000000000.000000,"temp":21.5}}""");
        result.Error.Should().Contain("a.txt:2:");
    }

    [Fact]
    public async Task Capture_OfMosquitto_IsPlayed()
    {
        var path = Path.Combine(_folder.Path, "c.jsonl");
        await File.WriteAllTextAsync(
            path,
            """
            {"tst":"2026-11-22T04:00:01.000000+0000","topic":"a/b","qos":0,"retain":0,"payloadlen":7,"payload":{"v":1}}
            {"tst":"2026-11-22T04:00:03.000000Z","topic":"a/c","qos":0,"retain":1,"payloadlen":2,"payload":"ON"}

            """);

        var all = await Sim.RunAsync("replay", path, "--dry-run");
        var later = await Sim.RunAsync("replay", path, "--dry-run", "--seek", "1s");
        var past = await Sim.RunAsync("replay", path, "--dry-run", "--seek", "1h");

        all.Lines.Should().Equal("""{"topic":"a/b","payload":{"v":1}}""", """{"topic":"a/c","retain":true,"payload":"ON"}""");
        later.Lines.Should().ContainSingle().Which.Should().Contain("a/c");
        past.ExitCode.Should().Be(ExitCode.BadInput);
        past.Error.Should().Contain("--seek leads past the recording's end");
    }

    [Fact]
    public async Task Journal_OfAServer_IsPlayedWithTheBytesThatCame()
    {
        var folder = Path.Combine(_folder.Path, "inputs");
        using (var journal = FileJournal.Open(new FileJournalOptions { Directory = folder, Name = "inputs" }, NullLogger.Instance))
        {
            var body = new byte[100];
            var length = MessageFrameWriter.WriteHeader(body);
            length += MessageFrameWriter.Write(
                body.AsSpan(length), DeliveryMarks.None, "ioc/v1/z/air/a"u8, new ReadOnlySequence<byte>("{\"pm25\": 1}"u8.ToArray()), 1000);
            journal.Append(FrameKind.Messages, 1_795_320_000_000_000_000, body.AsSpan(0, length));
            journal.Append(FrameKind.Tick, 1_795_320_001_000_000_000, []);
            journal.Flush(durable: true);
        }

        var result = await Sim.RunAsync("replay", folder, "--dry-run");

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/air/a","payload":{"pm25": 1}}""");
    }

    [Fact]
    public async Task Record_OfNoMessages_IsRefused()
    {
        var result = await Sim.RunAsync("record", Path.Combine(_folder.Path, "r.jsonl"), "--count", "0");

        result.ExitCode.Should().Be(ExitCode.Usage);
        result.Error.Should().Contain("--count takes a number from 1");
    }

    private async Task<SimResult> PlayAsync(string sources, string text, Encoding? encoding = null)
    {
        var path = Path.Combine(_folder.Path, "m.yaml");
        await File.WriteAllTextAsync(path, "name: {vi: Thử, en: Trial}\nsources:\n" + sources);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "a.txt"), text, encoding ?? new UTF8Encoding(false));
        return await Sim.RunAsync("replay", path, "--data", _folder.Path, "--dry-run");
    }
}
