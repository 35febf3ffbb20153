using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Import;

public sealed class ImportCommandTests : IDisposable
{
    private const string Row1 = """{"ts":1000,"temp":20.5,"topic":"ioc/v1/z/air/a"}""";
    private const string Row2 = """{"ts":2000,"temp":21,"topic":"ioc/v1/z/air/b-2"}""";
    private const string Row3 = """{"ts":3000,"temp":22,"topic":"ioc/v1/z/air/a"}""";

    private readonly TemporaryFolder _folder = new();

    public ImportCommandTests()
    {
        File.WriteAllText(
            Mapping,
            """
            name: {vi: Thử, en: Trial}
            sources:
              - file: whatever.csv
                time: {column: t, format: unix_s}
                device_column: id
                any_device: {zone: z, kind: air, device: '{value}'}
                metrics: [{id: temp, column: temp}]
            """);
        File.WriteAllText(Data, "t,id,temp\n1,a,20.5\n2,B 2,21\nyesterday,a,1\n3,a,22\n");
    }

    private string Mapping => _folder.Combine("m.yaml");

    private string Data => _folder.Combine("history.csv");

    private string State => Data + ".import";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_OfAFile_SendsItsRowsInBatchesWithTheKey()
    {
        await using var server = new FaultyServer();

        var result = await ImportAsync(server.Address, "--batch", "2", "--api-key", "k1");

        result.ExitCode.Should().Be(ExitCode.Done, result.Error);
        server.Requests.Should().Equal(
            new FaultyServerRequest(202, "POST /api/v1/readings?historical=true", "k1", $"{Row1}\n{Row2}\n"),
            new FaultyServerRequest(202, "POST /api/v1/readings?historical=true", "k1", $"{Row3}\n"));
        result.Error.Should().Contain("history.csv:4:").And.Contain("1 rows can not be read").And.Contain("Import: 3 messages");
    }

    [Theory]
    [InlineData("ts,topic,temp,hum\n1000,ioc/v1/z/air/a,20.5,\n2000,ioc/v1/z/air/b-2,,21\n,,,\n")]
    [InlineData("time,zone,kind,device,temp,hum\n1970-01-01T00:00:01Z,z,air,a,20.5,\n1970-01-01T07:00:02+07:00,z,air,b-2,,21\nx,z,air,a,1,1\n")]
    [InlineData("device,kind,zone,metric,value,time\na,air,z,temp,20.5,1000\nb-2,air,z,hum,21,2000\nb-2,air,z,hum,much,2000\n")]
    public async Task Import_OfAPlainCsv_NeedsNoMapping(string csv)
    {
        await File.WriteAllTextAsync(Data, csv);
        await using var server = new FaultyServer();
        var result = await Sim.RunAsync("import", Data, "--server", server.Address);
        result.ExitCode.Should().Be(ExitCode.Done, result.Error);
        server.Requests.Should().ContainSingle().Which.Body.Should().Be(
            """{"ts":1000,"temp":20.5,"topic":"ioc/v1/z/air/a"}""" + "\n" + """{"ts":2000,"hum":21,"topic":"ioc/v1/z/air/b-2"}""" + "\n");
        result.Error.Should().Contain("history.csv:4:").And.Contain("1 rows can not be read");
        (await Sim.RunAsync("import", Data, "--server", server.Address)).Error.Should().Contain("Going on after 2 messages");
    }

    [Fact]
    public async Task Import_OfAnOtherCsv_IsToldWhatAHeaderMustHave()
    {
        var result = await Sim.RunAsync("import", Data, "--dry-run");
        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("needs a mapping (--mapping), or a header with ts or time").And.Contain("it has t, id, temp");
    }

    [Fact]
    public async Task Import_Twice_SendsNothingTheSecondTime()
    {
        await using var server = new FaultyServer();
        await ImportAsync(server.Address);

        var again = await ImportAsync(server.Address);

        again.ExitCode.Should().Be(ExitCode.Done, again.Error);
        again.Error.Should().Contain("Going on after 3 messages").And.Contain("Import: 0 messages");
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Server_ThatCanNotTakeNow_IsSentTheSameBytesAgain()
    {
        await using var server = new FaultyServer((503, """{"title":"Not available now","detail":"disk full"}"""), (503, "busy"), (502, ""));

        var result = await ImportAsync(server.Address);

        result.ExitCode.Should().Be(ExitCode.Done, result.Error);
        server.Requests.Select(r => r.Status).Should().Equal(503, 503, 502, 202);
        server.Requests.Select(r => r.Body).Distinct().Should().ContainSingle();
        result.Error.Should().Contain("the server answers 503: disk full; trying again").And.Contain("takes messages again");
    }

    [Fact]
    public async Task Server_ThatRefusesInTheMiddle_IsGoneOnWithFromThere()
    {
        await using var server = new FaultyServer((202, ""), (403, """{"detail":"not in your zones"}"""));

        var broken = await ImportAsync(server.Address, "--batch", "1");
        var rest = await ImportAsync(server.Address, "--batch", "2");

        broken.ExitCode.Should().Be(ExitCode.Broker);
        broken.Error.Should().Contain("sim: the server answers 403: not in your zones");
        rest.ExitCode.Should().Be(ExitCode.Done, rest.Error);
        server.Requests.Select(r => r.Body).Should().Equal($"{Row1}\n", $"{Row2}\n", $"{Row2}\n{Row3}\n");
    }

    [Fact]
    public async Task Server_ThatStaysAway_IsGivenUp()
    {
        var absent = await ImportAsync("http://127.0.0.1:1");
        await using var full = new FaultyServer([.. Enumerable.Repeat((503, ""), 1000)]);
        var busy = await ImportAsync(full.Address);

        absent.ExitCode.Should().Be(ExitCode.Broker);
        absent.Error.Should().Contain("can not be reached").And.Contain("the same command goes on from here");
        busy.ExitCode.Should().Be(ExitCode.Broker);

        // 10 minutes of 7 s: 85 waits.
        full.Requests.Should().HaveCount(86);
        File.Exists(State).Should().BeFalse();
    }

    [Theory]
    [InlineData(400, """{"title":"wrong","errors":{"[0]":["Not an object."]}}""", ExitCode.BadInput, "400: [0]")]
    [InlineData(401, "", ExitCode.Broker, "--api-key or IOC_API_KEY")]
    [InlineData(413, "", ExitCode.Broker, "smaller --batch")]
    [InlineData(200, "<html>", ExitCode.Broker, "the server answers 200")]
    public async Task Server_ThatRefuses_IsQuoted(int status, string body, int code, string text)
    {
        await using var server = new FaultyServer((status, body));

        var result = await ImportAsync(server.Address);

        result.ExitCode.Should().Be(code);
        result.Error.Should().Contain(text);
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task State_OfAnotherFileOrServer_IsRefused()
    {
        await using var server = new FaultyServer();
        await ImportAsync(server.Address);

        var elsewhere = await ImportAsync("http://127.0.0.1:1");
        await File.AppendAllTextAsync(Data, "4,a,23\n");
        var longer = await ImportAsync(server.Address);
        await File.WriteAllTextAsync(State, "nonsense");
        var spoilt = await ImportAsync(server.Address);

        new[] { elsewhere, longer }.Should().AllSatisfy(r => r.Error.Should().Contain("is of another file, mapping or server"));
        spoilt.Error.Should().Contain("is not the state of an import");
        new[] { elsewhere, longer, spoilt }.Should().AllSatisfy(r => r.ExitCode.Should().Be(ExitCode.BadInput));
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task DryRun_PrintsAndLeavesNoState()
    {
        var result = await ImportAsync("http://127.0.0.1:1", "--dry-run");

        result.ExitCode.Should().Be(ExitCode.Done, result.Error);
        result.Lines.Should().HaveCount(3).And.HaveElementAt(0, """{"topic":"ioc/v1/z/air/a","payload":{"ts":1000,"temp":20.5}}""");
        File.Exists(State).Should().BeFalse();
    }

    [Fact]
    public async Task Input_ThatIsWrong_IsSaidInALine()
    {
        var absent = await Sim.RunAsync("import", _folder.Combine("no.csv"), "--mapping", Mapping);
        var empty = _folder.Combine("empty.csv");
        await File.WriteAllTextAsync(empty, "t,id,temp\n");
        var nothing = await Sim.RunAsync("import", empty, "--mapping", Mapping, "--dry-run");
        await File.WriteAllTextAsync(
            Mapping, await File.ReadAllTextAsync(Mapping) + "\n" + (await File.ReadAllTextAsync(Mapping)).Split("sources:\n")[1].Replace("whatever", "other", StringComparison.Ordinal));
        var unknown = await Sim.RunAsync("import", Data, "--mapping", Mapping, "--dry-run");
        var usage = await Sim.RunAsync("import", Data, "--mapping", Mapping, "--server", "ftp://x", "--batch", "0");

        absent.Error.Should().Contain("no.csv");
        nothing.Error.Should().Contain("has no reading of a device");
        unknown.Error.Should().Contain("it has whatever.csv, other.csv");
        new[] { absent, nothing, unknown }.Should().AllSatisfy(r => r.ExitCode.Should().Be(ExitCode.BadInput));
        usage.ExitCode.Should().Be(ExitCode.Usage);
        usage.Error.Should().Contain("--server takes").And.Contain("--batch takes");
    }

    private async Task<SimResult> ImportAsync(string server, params string[] more)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await SimulatorCli.RunAsync(["import", Data, "--mapping", Mapping, "--server", server, .. more], output, error, new HastyTime());
        return new SimResult(code, output.ToString(), error.ToString());
    }
}
