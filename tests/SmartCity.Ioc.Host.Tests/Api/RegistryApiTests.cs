using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SmartCity.Ioc.Host.Tests.Api;

public sealed class RegistryApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Put_OfOneDevice_ChangesWhatItSaysAndIsAudited()
    {
        var (status, body) = await _server.PutAsync(
            "/api/v1/devices/cam-1?note=thay%20ch%E1%BB%A7", """{"owner":"Công an phường","location":{"lat":10.36,"lon":107.09}}""", headers: ("X-Name", "lan"));

        status.Should().Be(HttpStatusCode.OK);
        body.GetProperty("devices")[0].GetProperty("owner").GetString().Should().Be("Công an phường");
        var (_, device) = await _server.GetAsync("/api/v1/devices/cam-1");
        device.GetProperty("location").GetProperty("lat").GetDouble().Should().Be(10.36);
        device.GetProperty("zone").GetString().Should().Be("e1");
        var (_, changes) = await _server.GetAsync("/api/v1/registry/changes?device=cam-1");
        changes.GetProperty("items")[0].GetRawText().Should().Contain("thay chủ").And.Contain("\"by\":\"lan\"");
    }

    [Fact]
    public async Task Put_OfMany_IsAllOrNothing()
    {
        var (status, body) = await _server.PutAsync(
            "/api/v1/devices", """[{"id":"cam-1","owner":"A"},{"id":"cam-2","zone":"nowhere"}]""");

        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("detail").GetString().Should().Be("cam-2: there is no zone 'nowhere'");
        (await _server.GetAsync("/api/v1/registry/changes")).Body.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task NewDevice_WaitsForReviewAndLeavesTheListWhenItIsGiven()
    {
        _server.Registry.Register("e1", "air", "air-x", TimeSpan.FromSeconds(10));
        (await _server.GetAsync("/api/v1/registry/new")).Body.GetProperty("items")[0].GetRawText().Should().Contain("air-x").And.Contain("\"review\":\"new\"");

        await _server.PutAsync("/api/v1/devices/air-x", """{"review":"rejected"}""");

        (await _server.GetAsync("/api/v1/registry/new")).Body.GetProperty("items").GetArrayLength().Should().Be(0);
        (await _server.GetAsync("/api/v1/registry/entries")).Body.GetProperty("items")[0].GetProperty("review").GetString().Should().Be("rejected");
        _server.Registry.TryFindDevice("air-x", out var index).Should().BeTrue();
        _server.Registry.Device(index).IsRejected.Should().BeTrue();
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("geojson", "application/geo+json")]
    public async Task Export_ComesBackIn(string format, string type)
    {
        await _server.PutAsync("/api/v1/devices/cam-1", """{"owner":"=Sở, \"phòng\"","name":{"vi":"Ngã tư, cũ","en":"Old crossing"},"intervalSeconds":30}""");
        var text = await _server.Client.GetStringAsync($"/api/v1/registry/export?format={format}");
        await _server.PutAsync("/api/v1/devices/cam-1", """{"owner":"B"}""");
        using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type));

        using var response = await _server.Client.PostAsync("/api/v1/registry/import", content);

        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        (await _server.GetAsync("/api/v1/devices/cam-1")).Body.GetProperty("owner").GetString().Should().Be("=Sở, \"phòng\"");
        (await _server.Client.GetStringAsync($"/api/v1/registry/export?format={format}")).Should().Be(text);
    }

    [Theory]
    [InlineData("text/csv", "a,b\n1,2\n", "There is no column 'a'")]
    [InlineData("text/csv", "id,zone,kind,name_vi,name_en,lat,lon,owner\ncam-1,,,,,x,1,\n", "Row 2: 'x' is not a number")]
    [InlineData("text/csv", "", "The first line must name columns")]
    [InlineData("text/csv", "id,owner\ncam-1,\"Công\nan", "A quoted field does not end")]
    [InlineData("text/csv", "id,lat,lon\ncam-1,NaN,107", "Row 2: 'NaN' is not a number")]
    [InlineData("text/csv", "id,lat,lon\ncam-1,107.1,10.3", "beside the earth")]
    [InlineData("text/csv", "id,owner\ncam-1,A\ncam-1,B", "cam-1: stands twice")]
    [InlineData("text/csv", "id,owner\ncam-1,A,B", "Row 2 has 3 fields, 2 are needed")]
    [InlineData("application/geo+json", "{}", "Not a FeatureCollection")]
    [InlineData("application/geo+json", """{"crs":{"type":"name","properties":{"name":"EPSG:3405"}},"features":[]}""", "WGS 84")]
    [InlineData("application/geo+json", """{"features":[{"id":"cam-1","properties":{},"geometry":{"type":"Point","coordinates":[10.3,"x"]}}]}""", "Not a FeatureCollection")]
    [InlineData("application/geo+json", """{"features":[{"id":"cam-1","properties":null,"geometry":{"type":"Polygon","coordinates":[]}}]}""", "Feature 0 is not a point")]
    public async Task Import_ThatCanNotBeRead_SaysWhere(string type, string text, string message)
    {
        using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type));

        using var response = await _server.Client.PostAsync("/api/v1/registry/import", content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("detail").GetString().Should().Contain(message);
    }

    [Fact]
    public async Task Import_AsAVietnameseSpreadsheetSavesIt_IsRead()
    {
        using var content = new StringContent(
            "\uFEFFID;Owner;lat;lon;interval_seconds\r\ncam-1;\"Công an;\r\nphường \"\"1\"\"\";10,36;107,09;2,5\r\n\r\n", Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));

        using var response = await _server.Client.PostAsync("/api/v1/registry/import", content);

        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var (_, device) = await _server.GetAsync("/api/v1/devices/cam-1");
        device.GetProperty("owner").GetString().Should().Be("Công an;\r\nphường \"1\"");
        device.GetProperty("location").GetProperty("lat").GetDouble().Should().Be(10.36);
        device.GetProperty("expectedIntervalSeconds").GetDouble().Should().Be(2.5);
        device.GetProperty("intervalSource").GetString().Should().Be("declared");
        (await _server.GetAsync("/api/v1/devices/cam-1/quality?minutes=0")).Body.GetProperty("expectedIntervalSeconds").GetDouble().Should().Be(2.5);
    }

    [Fact]
    public async Task Import_OfAFileThatIsNotUtf8_IsRefusedInsteadOfGarbled()
    {
        using var content = new ByteArrayContent([.. "id,owner\ncam-1,C"u8, 0xF4, .. "ng an"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        using var response = await _server.Client.PostAsync("/api/v1/registry/import", content);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("not UTF-8");
    }

    [Fact]
    public async Task Report_OfAMonth_HasTheOwnersDevicesAndSaysWhatMayStandThere()
    {
        await _server.PutAsync("/api/v1/devices/cam-1", """{"owner":"Công an"}""");

        var (_, body) = await _server.GetAsync("/api/v1/reports/quality?month=2026-11&owner=C%C3%B4ng%20an");
        body.GetProperty("devices").EnumerateArray().Select(line => line.GetProperty("device").GetString()).Should().Equal("cam-1");
        body.GetProperty("from").GetString().Should().Be("2026-10-31T17:00:00.000Z");
        (await _server.Client.GetStringAsync("/api/v1/reports/quality?month=2026-11&kind=camera&format=csv"))
            .Should().StartWith("device,zone,kind,name_vi,owner,hours,valid,complete,clean,live\r\ncam-1,e1,camera,cam-1,Công an,720,29.5,29.5,29.5,29.5\r\n");
        (await _server.GetAsync("/api/v1/reports/quality?month=november")).Body.GetProperty("errors").GetProperty("month")[0].GetString().Should().Contain("2026-11");
    }
}
