using System.Net.Http.Json;
using System.Text.Json;
using SmartCity.Ioc.Testing.Hub;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>A wall that comes back to a server that was killed meanwhile (CONTRACT section 4).</summary>
public sealed class HubResumeTests : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(90));

    public void Dispose() => _timeout.Dispose();

    [SkippableFact]
    public async Task Wall_ThatComesBackAfterAKill_IsToldEachMissedChangeOnceAndInOrder()
    {
        await using var server = await IocServer.StartAsync();
        await server.PublishAsync("ioc/v1/vung-tau/air/resume-1", """{"pm25":400}""");
        var page = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", answer => answer["items"]!.AsArray().Count == 1, "an alert");
        var alert = page["items"]![0]!["id"]!.GetValue<string>();
        var before = await FirstFrameAsync(server, cursor: null);
        before.GetProperty("alerts").EnumerateArray().Should().ContainSingle(a => a.GetProperty("id").GetString() == alert);
        var cursor = before.GetProperty("cursor").GetString();

        // In the same run: what was missed, without a reset.
        await CommentAsync(server, alert, "one");
        var resumed = await FirstFrameAsync(server, cursor);
        resumed.GetProperty("reset").GetBoolean().Should().BeFalse();
        NotesIn(resumed).Should().Equal("one");
        cursor = resumed.GetProperty("cursor").GetString();

        await CommentAsync(server, alert, "two");
        await server.KillAsync();
        await server.RestartAsync();
        await CommentAsync(server, alert, "three");
        await using var client = await ConnectAsync(server);
        var live = await client.StreamAsync("Live", new { cursor }, _timeout.Token);
        var first = await live.NextAsync(_timeout.Token);
        first.GetProperty("reset").GetBoolean().Should().BeTrue();
        first.GetProperty("epoch").GetString().Should().NotBe(before.GetProperty("epoch").GetString());
        NotesIn(first).Should().Equal("two", "three");

        await CommentAsync(server, alert, "four");
        var next = await live.NextAsync(frame => frame.GetProperty("alerts").GetArrayLength() > 0, _timeout.Token);
        NotesIn(next).Should().Equal("four");
    }

    private static List<string?> NotesIn(JsonElement frame) =>
        [.. frame.GetProperty("alerts").EnumerateArray().Where(a => a.TryGetProperty("change", out _)).Select(a => a.GetProperty("change").GetProperty("note").GetString())];

    private static async Task CommentAsync(IocServer server, string alert, string note) =>
        (await server.Http.PostAsJsonAsync($"/api/v1/alerts/{alert}/comment", new { note, by = "an" })).EnsureSuccessStatusCode();

    private Task<HubClient> ConnectAsync(IocServer server) =>
        HubClient.ConnectAsync(new Uri($"http://127.0.0.1:{server.Port}"), cancellation: _timeout.Token);

    private async Task<JsonElement> FirstFrameAsync(IocServer server, string? cursor)
    {
        await using var client = await ConnectAsync(server);
        var live = await client.StreamAsync("Live", new { cursor }, _timeout.Token);
        return await live.NextAsync(_timeout.Token);
    }
}
