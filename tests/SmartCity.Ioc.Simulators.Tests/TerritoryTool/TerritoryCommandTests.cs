using SmartCity.Ioc.Storage.City;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.TerritoryTool;

public sealed class TerritoryCommandTests : IDisposable
{
    private const string Square = "[[107.0,10.3],[107.1,10.3],[107.1,10.4],[107.0,10.4],[107.0,10.3]]";

    private readonly TemporaryFolder _folder = new();
    private readonly string _city;

    public TerritoryCommandTests()
    {
        _city = _folder.Combine("city");
        Directory.CreateDirectory(_city);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "simulators", "cities", "vung-tau")))
        {
            File.Copy(file, Path.Combine(_city, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Feature_ByNameWithoutMarks_BecomesItsZonesBoundary()
    {
        var run = await ImportAsync(Feature(Square, "\"full_name\": \"PHUONG VUNG TAU\""));

        run.ExitCode.Should().Be(ExitCode.Done);
        var boundary = CityFolder.Read(_city).City!.Boundaries.Should().ContainSingle().Subject;
        boundary.Zone.Should().Be("phuong-vung-tau");
        boundary.Polygons.Should().ContainSingle().Which.Should().ContainSingle().Which.Should().HaveCount(5);
        run.Output.Should().Contain("without a boundary, drawn around their devices: phuong-tam-thang");
    }

    [Fact]
    public async Task DryRun_OfAGoodFile_WritesNothing()
    {
        var run = await ImportAsync(Feature(Square, "\"zone\": \"phuong-vung-tau\""), "--dry-run");

        run.ExitCode.Should().Be(ExitCode.Done);
        run.Output.Should().Contain("1 zones, 5 positions made 5").And.Contain("Nothing was written");
        Directory.Exists(_city).Should().BeTrue();
        File.Exists(Path.Combine(_city, "territory.geojson")).Should().BeFalse();
    }

    [Fact]
    public async Task Feature_ThatIsNoZone_IsRefusedOrLeftOutOrAdded()
    {
        var features = Feature(Square, "\"name\": \"Phường Mới\", \"name_en\": \"New Ward\"");

        (await ImportAsync(features)).Error.Should().Contain("'Phường Mới' is no zone of the city by id or by name");
        (await ImportAsync(features, "--skip-unknown")).Error.Should().Contain("no feature is a zone of the city");
        (await ImportAsync($"{features},{Feature(Square, "\"zone\": \"phuong-vung-tau\"")}", "--skip-unknown", "--dry-run")).Output.Should().Contain("left out: 'Phường Mới'");
        var added = await ImportAsync(features, "--add", "--parent", "vung-tau");

        added.ExitCode.Should().Be(ExitCode.Done);
        var city = CityFolder.Read(_city).City!;
        city.Zones.TryGet("phuong-moi", out var zone).Should().BeTrue();
        zone!.Name.Should().Be(new SmartCity.Ioc.City.LocalizedText("Phường Mới", "New Ward"));
        zone.Center.Lat.Should().BeInRange(10.3, 10.4);
        zone.Center.Lon.Should().BeInRange(107.0, 107.1);
        city.Boundaries.Should().ContainSingle(boundary => boundary.Zone == "phuong-moi");
    }

    [Theory]
    [InlineData("[[10.3,107.0],[10.4,107.0],[10.4,107.1],[10.3,107.0]]", "seem to be exchanged")]
    [InlineData("[[107.0,10.3],[107.1,10.3],[107.1,10.4],[107.0,10.4]]", "does not end where it began")]
    [InlineData("[[107.0,10.3],[107.1,10.3],[107.0,10.3]]", "the least is four")]
    [InlineData("[[107.0,10.3],[107.1,10.4],[107.1,10.3],[107.0,10.35],[107.0,10.3]]", "crosses itself near")]
    [InlineData("[[107.0,\"x\"],[107.1,10.4],[107.1,10.3],[107.0,10.4]]", "not [longitude, latitude]")]
    [InlineData("[[107.0,10.3],[107.000001,10.3],[107.0,10.300001],[107.0,10.3]]", "has no area")]
    public async Task Geometry_ThatIsNone_IsNamedAndNothingIsWritten(string ring, string words)
    {
        var run = await ImportAsync(Feature(ring, "\"zone\": \"phuong-vung-tau\""));

        run.ExitCode.Should().Be(ExitCode.BadInput);
        run.Error.Should().Contain("phuong-vung-tau").And.Contain(words);
        File.Exists(Path.Combine(_city, "territory.geojson")).Should().BeFalse();
    }

    [Fact]
    public async Task Neighbours_ThatCrossEachOther_AreNamed()
    {
        var other = Square.Replace("10.3]", "10.35]", StringComparison.Ordinal).Replace("107.0,", "107.05,", StringComparison.Ordinal).Replace("10.4]", "10.45]", StringComparison.Ordinal).Replace("107.1,", "107.15,", StringComparison.Ordinal);

        var run = await ImportAsync($"{Feature(Square, "\"zone\": \"phuong-vung-tau\"")},{Feature(other, "\"zone\": \"phuong-tam-thang\"")}");

        run.Error.Should().Contain("the border of 'phuong-vung-tau' crosses that of 'phuong-tam-thang' near [107.");
    }

    [Fact]
    public async Task Map_ThatNamesNoZone_IsAnErrorOfTheCity()
    {
        await File.WriteAllTextAsync(Path.Combine(_city, "territory.geojson"), $"{{\"features\": [{Feature(Square, "").Replace("\"Feature\"", "\"Feature\", \"id\": \"phuong-vung-tu\"", StringComparison.Ordinal)}]}}");

        (await Sim.RunAsync("check-city", _city)).Lines[0].Should().StartWith("territory.geojson: feature 1 has the id 'phuong-vung-tu', which is no zone's").And.Contain("phuong-vung-tau");
    }

    [SkippableFact]
    public async Task Wards_OfARealProvince_FindTheirZonesAndBecomeLight()
    {
        var wards = SharedData.Require("geo_vietnam/brvt_wards_2025.geojson");

        var run = await Sim.RunAsync("territory", "import", wards, "--city", _city, "--tolerance", "100");

        run.ExitCode.Should().Be(ExitCode.Done, run.Error);
        run.Output.Should().NotContain("without a boundary");
        var boundaries = CityFolder.Read(_city).City!.Boundaries;
        boundaries.Should().HaveCount(30);
        new FileInfo(Path.Combine(_city, "territory.geojson")).Length.Should().BeLessThan(new FileInfo(wards).Length / 3);
    }

    private static string Feature(string ring, string properties) =>
        $"{{\"type\": \"Feature\", \"properties\": {{{properties}}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [{ring}]}}}}";

    private async Task<SimResult> ImportAsync(string features, params string[] options)
    {
        var file = _folder.Combine("map.geojson");
        await File.WriteAllTextAsync(file, $"{{\"type\": \"FeatureCollection\", \"features\": [{features}]}}");
        return await Sim.RunAsync(["territory", "import", file, "--city", _city, .. options]);
    }
}
