using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using SmartCity.Ioc.Host.Tests.Api.Fakes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Tests.Api;

/// <summary>The clock of the server stands at 2026-11-22T04:00:00Z.</summary>
public sealed class EvidenceApiTests : IAsyncLifetime
{
    private const string Hold = """{"zone":"east","from":"2026-11-22T00:00:00Z","to":"2026-11-22T01:00:00Z","until":"2027-11-22T00:00:00Z","reason":"tai nạn","by":"Lan"}""";

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Hold_FromItsBeginningToItsEnd_IsAudited()
    {
        var (status, created) = await _server.PostAsync("/api/v1/evidence", Hold);
        status.Should().Be(HttpStatusCode.Created);
        var id = created.GetProperty("id").GetString();
        created.GetProperty("active").GetBoolean().Should().BeTrue();
        created.GetProperty("zone").GetString().Should().Be("east");

        (await _server.PostAsync($"/api/v1/evidence/{id}/extend", """{"until":"2028-01-01T00:00:00Z","note":"toà hoãn"}""")).Status.Should().Be(HttpStatusCode.OK);
        (await _server.GetResponseAsync($"/api/v1/evidence/{id}/export")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _server.PostAsync($"/api/v1/evidence/{id}/release", "{}")).Status.Should().Be(HttpStatusCode.BadRequest, "a reason belongs to it");
        var (_, released) = await _server.PostAsync($"/api/v1/evidence/{id}/release", """{"note":"xong"}""");
        released.GetProperty("active").GetBoolean().Should().BeFalse();
        (await _server.PostAsync($"/api/v1/evidence/{id}/release", """{"note":"xong"}""")).Status.Should().Be(HttpStatusCode.Conflict);
        (await _server.PostAsync($"/api/v1/evidence/{id}/extend", """{"until":"2029-01-01T00:00:00Z","note":"x"}""")).Status.Should().Be(HttpStatusCode.Conflict);

        var (_, body) = await _server.GetAsync($"/api/v1/evidence/{id}");
        body.GetProperty("acts").EnumerateArray().Select(a => a.GetProperty("action").GetString()).Should().Equal("created", "extended", "exported", "released");
        body.GetProperty("until").GetString().Should().Be("2028-01-01T00:00:00.000Z");
        var (_, list) = await _server.GetAsync("/api/v1/evidence");
        list.GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("""{"zone":"east","device":"cam-1","from":"2026-11-22T00:00:00Z","to":"2026-11-22T01:00:00Z","until":"2027-11-22T00:00:00Z","reason":"x"}""", "device", "one of the two")]
    [InlineData("""{"from":"2026-11-22T00:00:00Z","to":"2026-11-22T01:00:00Z","until":"2027-11-22T00:00:00Z","reason":"x"}""", "device", "one of the two")]
    [InlineData("""{"zone":"east","from":"2026-11-22T02:00:00Z","to":"2026-11-22T01:00:00Z","until":"2027-11-22T00:00:00Z","reason":"x"}""", "from", "before")]
    [InlineData("""{"zone":"east","from":"2026-11-22T00:00:00Z","to":"2026-11-22T01:00:00Z","until":"2026-11-22T03:00:00Z","reason":"x"}""", "until", "past")]
    [InlineData("""{"zone":"east","from":"2026-11-22T00:00:00Z","to":"2026-11-22T01:00:00Z","until":"2027-11-22T00:00:00Z"}""", "reason", "missing")]
    [InlineData("""{"zone":"east","to":"2026-11-22T01:00:00Z","until":"2027-11-22T00:00:00Z","reason":"x"}""", "from", "missing")]
    public async Task Body_Wrong_IsToldWhatMayStandThere(string body, string parameter, string words)
    {
        var (status, answer) = await _server.PostAsync("/api/v1/evidence", body);
        status.Should().Be(HttpStatusCode.BadRequest);
        answer.GetProperty("errors").GetProperty(parameter)[0].GetString().Should().Contain(words);
    }

    [Fact]
    public async Task Zone_ThatTheCallerDoesNotSee_CanNotBeHeldNorItsHoldSeen()
    {
        (await _server.PostAsync("/api/v1/evidence", Hold, headers: ("X-Zones", "west"))).Status.Should().Be(HttpStatusCode.NotFound);
        var (_, created) = await _server.PostAsync("/api/v1/evidence", Hold);
        var id = created.GetProperty("id").GetString();
        (await _server.GetAsync($"/api/v1/evidence/{id}", ("X-Zones", "west"))).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.GetAsync("/api/v1/evidence", ("X-Zones", "west"))).Body.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Hold_LongerThanTheStoreKeeps_IsRefusedWithTheReason()
    {
        ((MemoryTimeSeries)_server.Of<ITimeSeriesStore>()).DropsAfter = TimeSpan.FromDays(100);
        var (status, body) = await _server.PostAsync("/api/v1/evidence", Hold);
        status.Should().Be(HttpStatusCode.UnprocessableEntity);
        body.GetProperty("detail").GetString().Should().Contain("100 days");
    }

    [Fact]
    public async Task Export_WhileTheStoreCatchesUpOnTheSpan_Waits()
    {
        var (_, created) = await _server.PostAsync("/api/v1/evidence", Hold);
        ((MemoryRecent)_server.Of<IRecentPoints>()).Missing = (0, long.MaxValue);
        (await _server.GetResponseAsync($"/api/v1/evidence/{created.GetProperty("id")}/export")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Export_BeforeTheNewestReadingsAreStored_WaitsForThemOrSaysSo()
    {
        var (_, created) = await _server.PostAsync("/api/v1/evidence", Hold);
        var recent = (MemoryRecent)_server.Of<IRecentPoints>();
        var stored = new TaskCompletionSource();
        recent.Settle = () => stored.Task;
        var export = _server.GetResponseAsync($"/api/v1/evidence/{created.GetProperty("id")}/export");
        export.IsCompleted.Should().BeFalse();
        stored.SetResult();
        (await export).StatusCode.Should().Be(HttpStatusCode.OK);
        recent.Settle = () => throw new StoreUnavailableException("not yet");
        (await _server.GetResponseAsync($"/api/v1/evidence/{created.GetProperty("id")}/export")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Export_OfAZone_HoldsReadingsAlertsAndActionsAndItsSumsAgree()
    {
        _server.Raise("A1", "e1", raisedAt: 1_795_308_300_990);
        _server.Raise("A2", "w1", raisedAt: 1_795_308_300_990);
        _server.Raise("A3", "e1", raisedAt: 1_795_320_000_000);
        _server.Raise("A4", "e1", raisedAt: 1_790_000_000_000, device: null);
        var (_, created) = await _server.PostAsync("/api/v1/evidence", Hold);
        using var response = await _server.GetResponseAsync($"/api/v1/evidence/{created.GetProperty("id")}/export");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/zip");
        using var folder = new TemporaryFolder();
        await using (var zip = await ZipArchive.CreateAsync(await response.Content.ReadAsStreamAsync(), ZipArchiveMode.Read, leaveOpen: false, null))
        {
            await zip.ExtractToDirectoryAsync(folder.Path);
        }

        Directory.GetFiles(folder.Combine("readings")).Select(Path.GetFileName).Should().BeEquivalentTo("air-1.csv", "cam-1.csv", "cam-2.csv");
        var lines = await File.ReadAllLinesAsync(folder.Combine("readings/air-1.csv"));
        lines.Should().HaveCount(1 + (2 * 3600));
        lines[..4].Should().Equal(
            "time,metric,value,timeAssumed", "2026-11-22T00:00:00.000000000Z,pm25,0,0", "2026-11-22T00:00:00.000000000Z,\"a,\"\"b\"\"\",0.1,0", "2026-11-22T00:00:01.000000000Z,pm25,1,0");
        (await File.ReadAllLinesAsync(folder.Combine("alerts.jsonl"))).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()).Should().BeEquivalentTo(["A1", "A2", "A4"], "two are of air-1, raised in the span; one is of a zone below and stood in it since months before");
        (await File.ReadAllLinesAsync(folder.Combine("actions.jsonl"))).Should().HaveCount(3).And.OnlyContain(l => l.Contains("\"action\":\"raised\""));
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Combine("manifest.json")));
        manifest.RootElement.GetProperty("readings").GetInt64().Should().Be(3 * 2 * 3600);
        manifest.RootElement.GetProperty("hold").GetProperty("reason").GetString().Should().Be("tai nạn");

        (await SumsAgreeAsync(folder.Path)).Should().BeTrue();
        await File.AppendAllTextAsync(folder.Combine("readings/cam-1.csv"), " ");
        (await SumsAgreeAsync(folder.Path)).Should().BeFalse();
    }

    private static async Task<bool> SumsAgreeAsync(string directory)
    {
        using var process = Process.Start(new ProcessStartInfo("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
