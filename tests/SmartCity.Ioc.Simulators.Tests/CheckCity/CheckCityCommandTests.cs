namespace SmartCity.Ioc.Simulators.Tests.CheckCity;

public sealed class CheckCityCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ioc-city-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("vung-tau")]
    [InlineData("hue")]
    public async Task ShippedCity_Checked_IsValid(string city)
    {
        var result = await Sim.RunAsync("check-city", city);

        result.Output.Should().Contain(": valid.");
        result.ExitCode.Should().Be(ExitCode.Done);
    }

    [Fact]
    public async Task City_WithErrors_ListsThemAndExitsWith1()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "city.yaml"), "id: Huế\nname: {vi: Huế, en: Hue}\n");

        var result = await Sim.RunAsync("check-city", _folder.FullName);

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Lines[0].Should().StartWith("city.yaml:1: 'Huế' is not an id");
        result.Lines[^1].Should().Be("4 errors");
    }

    [Fact]
    public async Task Folder_ThatDoesNotExist_ExitsWith1()
    {
        (await Sim.RunAsync("check-city", Path.Combine(_folder.FullName, "nowhere"))).ExitCode.Should().Be(ExitCode.BadInput);
    }

    [Theory]
    [InlineData("check-city")]
    [InlineData("check-cty", "vung-tau")]
    [InlineData("check-city", "vung-tau", "--verbose")]
    public async Task CommandLine_ThatIsWrong_ExitsWith2(params string[] args)
    {
        var result = await Sim.RunAsync(args);

        result.ExitCode.Should().Be(ExitCode.Usage);
        result.Error.Should().StartWith("sim: ");
    }
}
