using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City.Scorecards;
using SmartCity.Ioc.Simulators.Tests.Import;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Tests.City.Scorecards;

public sealed class ScorecardClientTests
{
    private static readonly CityModel VungTau = CityFolder.Read(ShippedFiles.City("vung-tau")).City!;

    [Fact]
    public async Task Run_ServerBusyThenTakingThenRefusing_PutsThePastOnceThenOnePeriodAndEnds()
    {
        await using var server = new FaultyServer((503, ""), (200, "{}"), (404, ""));
        var notes = new List<string>();
        using var client = new ScorecardClient(new Uri(server.Address), "secret", notes.Add, new HastyTime());
        var indicator = VungTau.Indicators.First(i => i.Id == "giuong-benh");

        await client.RunAsync([indicator], new ScorecardPlan(1, TimeZoneInfo.Utc), CancellationToken.None);

        var requests = server.Requests;
        requests.Should().OnlyContain(r => r.Line == "PUT /api/v1/indicators/giuong-benh/observations" && r.Key == "secret");
        requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetArrayLength()).Should().Equal(14, 14, 1);
        requests[1].Body.Should().Be(requests[0].Body);
        JsonDocument.Parse(requests[2].Body).RootElement[0].GetProperty("denominator").GetDouble().Should().BePositive();
        notes.Should().ContainSingle().Which.Should().Contain("giuong-benh").And.Contain("404");
    }
}
