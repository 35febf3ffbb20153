namespace SmartCity.Ioc.Simulators.Tests.Replay;

/// <summary>Mappings and recordings of a few lines.</summary>
public sealed class ReplayCommandTests : IDisposable
{
    private const string Mapping = """
        name: {vi: Thử, en: Trial}
        sources:
          - file: a.csv
            time: {column: when}
            device_column: who
            devices:
              - {value: A, zone: z, kind: air, device: air-1}
              - {value: B, zone: z, kind: air, device: air-2}
            metrics:
              - {id: pm25, column: dust}
              - {id: temp, column: heat, scale: 0.1, offset: -40}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ioc-replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Rows_InAnyOrder_ArePlayedInOrderOfTime()
    {
        var result = await PlayAsync(Mapping, "when,who,dust,heat\n1970-01-01T00:00:02Z,A,2,650\n1970-01-01T07:00:01+07:00,B,1.5,\n1970-01-01T00:00:03Z,C,3,1\n");

        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        result.Lines.Should().Equal(
            """{"topic":"ioc/v1/z/air/air-2","payload":{"ts":1000,"pm25":1.5}}""",
            """{"topic":"ioc/v1/z/air/air-1","payload":{"ts":2000,"pm25":2,"temp":25}}""");
    }

    [Fact]
    public async Task Numbers_InVietnameseForm_AreRead()
    {
        var result = await PlayAsync(
            Mapping.Replace("time: {column: when}", "time: {column: when, format: dd/MM/yyyy HH:mm, zone: Asia/Ho_Chi_Minh}\n    delimiter: ;\n    decimal: comma"),
            "when;who;dust;heat\n17/11/2025 03:00;A;1.234,5;\n");

        result.Lines.Should().Equal("""{"topic":"ioc/v1/z/air/air-1","payload":{"ts":1763323200000,"pm25":1234.5}}""");
    }

    [Theory]
    [InlineData("2025-11-17T03:00:00,A,1,", "a.csv:2: '2025-11-17T03:00:00' has no offset, and the mapping names no time zone")]
    [InlineData("yesterday,A,1,", "a.csv:2: 'yesterday' is not a time as 'rfc3339'")]
    [InlineData("2025-11-17T03:00:00Z,A,many,", "a.csv:2: 'many' in column 'dust' is not a number")]
    [InlineData("2025-11-17T03:00:00Z,A", "a.csv:2: the row has 2 columns of 4")]
    public async Task Row_ThatCanNotBeRead_IsLeftOutAndNamed(string row, string message)
    {
        var result = await PlayAsync(Mapping, $"when,who,dust,heat\n{row}\n2025-11-17T03:00:00Z,A,2,\n");

        result.ExitCode.Should().Be(ExitCode.Done);
        result.Lines.Should().ContainSingle();
        result.Error.Should().Contain(message).And.Contain("1 rows can not be read and are left out");
    }

    [Fact]
    public async Task Column_ThatTheFileDoesNotHave_ExitsWith1()
    {
        var result = await PlayAsync(Mapping, "when,who,dust\n");

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("a.csv has no column 'heat'; it has when, who, dust");
    }

    [Fact]
    public async Task Mapping_WithAnError_ExitsWith1AndNamesTheLine()
    {
        var result = await PlayAsync(Mapping.Replace("device_column", "device_colum"), "when,who,dust,heat\n");

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("m.yaml:5: 'device_colum' is not a key of a source; did you mean 'device_column'?");
    }

    [Fact]
    public async Task Recording_ThatIsNotThere_ExitsWith1AndSaysHowToNameIt()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "m.yaml"), Mapping);

        var result = await Sim.RunAsync("replay", Path.Combine(_folder.FullName, "m.yaml"), "--dry-run");

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("--data DIR");
    }

    private async Task<SimResult> PlayAsync(string mapping, string csv)
    {
        var path = Path.Combine(_folder.FullName, "m.yaml");
        await File.WriteAllTextAsync(path, mapping);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a.csv"), csv);
        return await Sim.RunAsync("replay", path, "--data", _folder.FullName, "--dry-run");
    }
}
