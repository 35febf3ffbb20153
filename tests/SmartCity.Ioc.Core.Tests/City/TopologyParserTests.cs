using SmartCity.Ioc.Alerts.Incidents;

namespace SmartCity.Ioc.Tests.City;

public sealed class TopologyParserTests
{
    private const string Power = """
        relations:
          - id: power
            name: {vi: Cấp điện, en: Power}
            effect: suppress
            causes: [lamp-silent]
            symptoms: [pm25-high]
            within: 5m
            links:
              - {device: lamp-1, feeds: [air-1, air-2]}
        """;

    [Fact]
    public void Topology_Valid_HasItsRelationsAndLinks()
    {
        var relation = Parse(Power).City!.Topology.Should().ContainSingle().Subject;

        relation.Should().BeEquivalentTo(new
        {
            Id = "power",
            Effect = TopologyEffect.Suppress,
            Within = TimeSpan.FromMinutes(5),
            Settle = TimeSpan.FromMinutes(2),
        });
        relation.Causes.Should().Equal("lamp-silent");
        relation.Symptoms.Should().Equal("pm25-high");
        relation.Links.Should().ContainSingle().Which.Feeds.Should().Equal("air-1", "air-2");
    }

    [Fact]
    public void Topology_Missing_IsEmpty() => new SmallCity().Parse().City!.Topology.Should().BeEmpty();

    [Theory]
    [InlineData("effect: suppress", "effect: hide", 4, "'hide' is not a effect; it must be one of suppress, group")]
    [InlineData("causes: [lamp-silent]", "causes: [lamp-silnet]", 5, "rule 'lamp-silnet' does not exist; did you mean 'lamp-silent'?")]
    [InlineData("symptoms: [pm25-high]", "symptoms: []", 6, "'symptoms' must name at least one rule")]
    [InlineData("within: 5m", "within: 5", 7, "must be a duration with its unit")]
    [InlineData("air-1, air-2", "air-1, air-9", 9, "device 'air-9' does not exist; did you mean 'air-")]
    [InlineData("device: lamp-1", "device: lamp-7", 9, "device 'lamp-7' does not exist; did you mean 'lamp-1'?")]
    [InlineData("feeds: [air-1, air-2]", "feeds: [air-1, lamp-1]", 9, "device 'lamp-1' feeds itself over its links")]
    [InlineData("feeds: [air-1, air-2]}", "feeds: [air-1]}\n      - {device: air-1, feeds: [air-2]}\n      - {device: air-2, feeds: [lamp-1]}", 9, "feeds itself over its links")]
    [InlineData("feeds: [air-1, air-2]}", "feeds: [air-1]}\n      - {device: lamp-1, feeds: [air-2]}", 10, "device 'lamp-1' has its link already in line 9")]
    [InlineData("feeds:", "feed:", 9, "'feed' is not a key of a link; did you mean 'feeds'?")]
    [InlineData("    links:\n      - {device: lamp-1, feeds: [air-1, air-2]}", "", 2, "'links' is missing in relation 'power'")]
    public void Topology_Wrong_SaysWhereAndWhat(string text, string wrong, int line, string message)
    {
        Power.Should().Contain(text);
        var result = Parse(Power.Replace(text, wrong, StringComparison.Ordinal));

        result.City.Should().BeNull();
        result.Errors.Should().Contain(error => error.File == "topology.yaml" && error.Line == line && error.Message.Contains(message));
    }

    [Fact]
    public void Topology_NamingARuleThatIsWrongItself_IsNotOneMoreError()
    {
        var city = new SmallCity().With("rules.yaml", "severity: info", "severity: infos").WithFile("topology.yaml", Power);

        city.Parse().Errors.Should().ContainSingle().Which.File.Should().Be("rules.yaml");
    }

    [Theory]
    [InlineData("shifts: [07:30, 19:30]", null)]
    [InlineData("shifts: [07:30, 6:00]", "'6:00' is not a time of day")]
    [InlineData("shifts: [14:00, 06:00]", "06:00 is not later than 14:00")]
    [InlineData("shifts: []", "at least one time of day")]
    public void Shifts_AreTimesInTheOrderOfTheDay(string line, string? error)
    {
        var result = new SmallCity().With("city.yaml", "time_zone: Asia/Ho_Chi_Minh", $"time_zone: Asia/Ho_Chi_Minh\n{line}").Parse();

        if (error is null)
        {
            result.City!.Shifts.Should().Equal(new TimeOnly(7, 30), new TimeOnly(19, 30));
        }
        else
        {
            result.Errors.Should().ContainSingle().Which.Message.Should().Contain(error);
        }
    }

    private static Ioc.City.Parsing.CityParseResult Parse(string topology) => new SmallCity().WithFile("topology.yaml", topology).Parse();
}
