using System.Net;
using System.Text.Json;

namespace SmartCity.Ioc.Host.Tests.Api;

/// <summary>The clock of the server stands at 2026-11-22T04:00:00Z.</summary>
public sealed class IndicatorsApiTests : IAsyncLifetime
{
    private const string Beds = "/api/v1/indicators/beds/observations";

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task List_BeforeAnyObservation_HasDefinitionsAndUnknownStatus()
    {
        var (status, body) = await _server.GetAsync("/api/v1/indicators");
        status.Should().Be(HttpStatusCode.OK);
        body.GetProperty("items")[0].GetRawText().Should().StartWith(
            """{"id":"beds","name":{"vi":"Beds","en":"Beds"},"domain":"health","unit":"%","direction":"lower","target":85,"warning":95,"min":0,"max":150,"zone":"e1","periodSeconds":86400,""")
            .And.EndWith(""","decimals":1,"status":"unknown","newest":null,"ageSeconds":null,"stale":false}""");
        body.GetProperty("items")[1].GetProperty("max").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("?domain=health", "beds")]
    [InlineData("?domain=public-services,health", "beds,on-time")]
    [InlineData("?zone=east", "beds")]
    [InlineData("?zone=prov", "beds,on-time")]
    [InlineData("?zone=e2", "")]
    public async Task List_Filtered_HoldsDomainsAndZonesWithAllBelow(string query, string expected) =>
        Ids((await _server.GetAsync("/api/v1/indicators" + query)).Body).Should().Be(expected);

    [Fact]
    public async Task List_WrongFilter_SaysWhatMayStandThere()
    {
        var (status, body) = await _server.GetAsync("/api/v1/indicators?domain=helth&zone=nowhere");
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("errors").GetProperty("domain")[0].GetString().Should().Contain("public-services");
        body.GetProperty("errors").TryGetProperty("zone", out _).Should().BeTrue();
    }

    [Fact]
    public async Task Put_Twice_ReplacesAndKeepsTheEarlierWithWhoAndWhen()
    {
        var (status, first) = await _server.PutAsync(Beds, """{"time":"2026-11-22T00:00:00+07:00","value":97,"note":"giao ban"}""", headers: ("X-Name", "an"));
        status.Should().Be(HttpStatusCode.OK);
        first.GetProperty("items")[0].GetProperty("outcome").GetString().Should().Be("created");
        first.GetProperty("indicator").GetProperty("status").GetString().Should().Be("bad");

        var (_, same) = await _server.PutAsync(Beds, """[{"time":"2026-11-21T17:00:00Z","value":97,"note":"giao ban"}]""", headers: ("X-Name", "binh"));
        same.GetProperty("items")[0].GetProperty("outcome").GetString().Should().Be("unchanged");
        same.GetProperty("items")[0].GetProperty("by").GetString().Should().Be("an");

        var (_, second) = await _server.PutAsync(Beds, """[{"time":"2026-11-21T17:00:00Z","value":90},{"time":"2026-11-20T17:00:00Z","value":80}]""", headers: ("X-Name", "binh"));
        second.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("outcome").GetString()).Should().Equal("replaced", "created");
        second.GetProperty("indicator").GetProperty("status").GetString().Should().Be("warning", "the newest counts, not the last that was put");

        var (_, history) = await _server.GetAsync(Beds);
        var newest = history.GetProperty("items")[0];
        newest.GetProperty("value").GetDouble().Should().Be(90);
        newest.GetProperty("revision").GetInt32().Should().Be(2);
        newest.GetProperty("by").GetString().Should().Be("binh");
        newest.GetProperty("from").GetString().Should().Contain("127.0.0.1");
        var earlier = newest.GetProperty("earlier").EnumerateArray().Should().ContainSingle().Subject;
        earlier.GetProperty("by").GetString().Should().Be("an");
        earlier.GetProperty("value").GetDouble().Should().Be(97);
        earlier.GetProperty("putAt").GetString().Should().Be("2026-11-22T04:00:00.000Z");
        history.GetProperty("items")[1].TryGetProperty("earlier", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Put_PartAndWhole_GiveTheValueInHundredthsAndStayWithIt()
    {
        var (_, body) = await _server.PutAsync(Beds, """{"time":"2026-11-21T17:00:00Z","numerator":1722,"denominator":2000}""");
        body.GetProperty("items")[0].GetRawText().Should().Contain("\"value\":86.1,\"numerator\":1722,\"denominator\":2000,");
        body.GetProperty("indicator").GetProperty("status").GetString().Should().Be("warning");
    }

    [Fact]
    public async Task History_PagesNewestFirstWithinItsSpan()
    {
        await _server.PutAsync(Beds, """[{"time":"2026-11-01T00:00:00Z","value":1},{"time":"2026-11-02T00:00:00Z","value":2},{"time":"2026-11-03T00:00:00Z","value":3}]""");
        var (_, page) = await _server.GetAsync(Beds + "?to=2026-11-03T00:00:00Z&limit=1");
        page.GetProperty("items")[0].GetProperty("value").GetDouble().Should().Be(2);
        var (_, next) = await _server.GetAsync($"{Beds}?to=2026-11-03T00:00:00Z&limit=1&cursor={page.GetProperty("nextCursor").GetString()}");
        next.GetProperty("items")[0].GetProperty("value").GetDouble().Should().Be(1);
        next.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task List_ObservationOlderThanOneAndAHalfPeriods_IsStale()
    {
        await _server.PutAsync(Beds, """{"time":"2026-11-20T16:00:00Z","value":80}""");
        await _server.PutAsync("/api/v1/indicators/on-time/observations", """{"time":"2026-10-08T03:59:59.999Z","value":96}""");
        var items = (await _server.GetAsync("/api/v1/indicators")).Body.GetProperty("items");
        items[0].GetProperty("stale").GetBoolean().Should().BeFalse("it is exactly so old");
        items[0].GetProperty("ageSeconds").GetDouble().Should().Be(36 * 3600);
        items[1].GetProperty("stale").GetBoolean().Should().BeTrue();
        items[1].GetProperty("status").GetString().Should().Be("good");
    }

    [Theory]
    [InlineData("""{"value":80}""", "time")]
    [InlineData("""{"time":"2026-11-23T00:00:00Z","value":80}""", "time")]
    [InlineData("""{"time":"2026-11-20T00:00:00Z"}""", "value")]
    [InlineData("""{"time":"2026-11-20T00:00:00Z","value":151}""", "a number from 0 to 150 may stand there")]
    [InlineData("""[{"time":"2026-11-20T00:00:00Z","value":1},{"time":"2026-11-20T00:00:00Z","value":2}]""", "[1].time stands there twice")]
    [InlineData("""[{"time":"2026-11-20T00:00:00Z","value":1},{"time":"2026-11-21T00:00:00Z","value":"2"}]""", "[1].value")]
    [InlineData("""{"time":"2026-11-20T00:00:00Z","numerator":80}""", "numerator needs a denominator above 0")]
    [InlineData("""{"time":"2026-11-20T00:00:00Z","numerator":80,"denominator":0}""", "numerator needs a denominator above 0")]
    [InlineData("""{"time":"2026-11-20T00:00:00Z","value":80,"numerator":80,"denominator":100}""", "no value")]
    [InlineData("""{"time":"2026-11-20T00:00:00Z","numerator":151,"denominator":100}""", "a number from 0 to 150 may stand there")]
    [InlineData("""{"time":"yesterday","value":1}""", "'time'")]
    [InlineData("[]", "1 to 1000")]
    [InlineData("7", "\"time\"")]
    [InlineData("{", "the body")]
    public async Task Put_Wrong_SaysWhatMayStandThereAndStoresNothing(string body, string message)
    {
        var (status, problem) = await _server.PutAsync(Beds, body);
        status.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().Should().Contain(message);
        (await _server.GetAsync(Beds)).Body.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Put_WithoutJson_IsRefused() =>
        (await _server.PutAsync(Beds, "x", "text/plain")).Status.Should().Be(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task Indicator_UnknownOrOfAnotherZone_IsNotFound()
    {
        const string One = """{"time":"2026-11-20T00:00:00Z","value":80}""";
        (await _server.PutAsync("/api/v1/indicators/none/observations", One)).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.PutAsync(Beds, One, headers: ("X-Zones", "west"))).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.GetAsync(Beds, ("X-Zones", "west"))).Status.Should().Be(HttpStatusCode.NotFound);
        Ids((await _server.GetAsync("/api/v1/indicators", ("X-Zones", "west"))).Body).Should().Be("on-time");
    }

    private static string Ids(JsonElement page) =>
        string.Join(',', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
}
