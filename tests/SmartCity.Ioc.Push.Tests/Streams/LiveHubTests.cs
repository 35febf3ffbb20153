using System.Net.WebSockets;
using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Testing.Hub;

namespace SmartCity.Ioc.Push.Tests.Streams;

/// <summary>Over a real socket. Nothing here asserts how long something took; the time-out only ends a test that hangs.</summary>
public sealed class LiveHubTests : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));

    public void Dispose() => _timeout.Dispose();

    [Fact]
    public async Task Live_SnapshotThenDeltasThenAlert()
    {
        await using var server = await HubServer.StartAsync();
        await using var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var live = await client.StreamAsync("Live", new { maxHz = 20 }, _timeout.Token);
        var first = await live.NextAsync(_timeout.Token);
        first.GetProperty("reset").GetBoolean().Should().BeTrue();
        first.GetProperty("devices").GetArrayLength().Should().Be(4);

        server.City.Say("air-1", 1000, "pm25", 38.2);
        var delta = await live.NextAsync(f => f.GetProperty("devices").GetArrayLength() > 0, _timeout.Token);
        delta.GetProperty("reset").GetBoolean().Should().BeFalse();
        delta.GetProperty("devices")[0].GetProperty("values").GetProperty("pm25").GetDouble().Should().Be(38.2);

        server.City.Change("A");
        var alert = await live.NextAsync(f => f.GetProperty("alerts").GetArrayLength() > 0, _timeout.Token);
        alert.GetProperty("alerts")[0].GetProperty("id").GetString().Should().Be("A");
    }

    [Fact]
    public async Task Acks_OpenTheWindow()
    {
        await using var server = await HubServer.StartAsync(o => o.Heartbeat = TimeSpan.FromMilliseconds(50));
        await using var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var live = await client.StreamAsync("Live", new { maxHz = 20, acks = true }, _timeout.Token);
        for (var i = 0; i < 20; i++)
        {
            // Far more than the window: each of these needs the acknowledgement of the one before.
            var frame = await live.NextAsync(_timeout.Token);
            await client.SendAsync("Ack", frame.GetProperty("cursor").GetString());
        }
    }

    [Fact]
    public async Task Acks_ClientThatNeverAcknowledges_IsCut()
    {
        await using var server = await HubServer.StartAsync(o =>
        {
            o.Heartbeat = TimeSpan.FromMilliseconds(50);
            o.AckTimeout = TimeSpan.FromMilliseconds(500);
        });
        await using var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var live = await client.StreamAsync("Live", new { acks = true }, _timeout.Token);
        var read = async () =>
        {
            var frames = 0;
            while (true)
            {
                await live.NextAsync(_timeout.Token);
                (++frames).Should().BeLessThanOrEqualTo(4);
            }
        };
        (await read.Should().ThrowAsync<Exception>()).Which.Should().Match(e => e is IOException || e is WebSocketException);
    }

    [Fact]
    public async Task Reconnection_ReplaysEachAlertChangeOnceInOrder()
    {
        await using var server = await HubServer.StartAsync();
        string? cursor;
        await using (var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token))
        {
            var live = await client.StreamAsync("Live", new { maxHz = 20 }, _timeout.Token);
            server.City.Change("A");
            var frame = await live.NextAsync(f => f.GetProperty("alerts").GetArrayLength() > 0, _timeout.Token);
            cursor = frame.GetProperty("cursor").GetString();
        }

        server.City.Change("A", AlertState.Cleared, revision: 2);
        server.City.Change("B");
        server.City.Change("A", AlertState.Closed, revision: 3);
        await using var again = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var resumed = await again.StreamAsync("Live", new { cursor }, _timeout.Token);
        var first = await resumed.NextAsync(_timeout.Token);
        first.GetProperty("reset").GetBoolean().Should().BeFalse();
        Ids(first).Should().Equal("A2", "B1", "A3");
    }

    [Fact]
    public async Task Restart_ChangesTheEpoch_AndKeepsTheAlertLog()
    {
        var city = new PushCity();
        JsonElement before;
        await using (var server = await HubServer.StartAsync(city: city))
        {
            await using var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
            var live = await client.StreamAsync("Live", new { }, _timeout.Token);
            before = await live.NextAsync(_timeout.Token);
        }

        city.Change("A");
        await using var restarted = await HubServer.StartAsync(city: city);
        await using var again = await HubClient.ConnectAsync(restarted.Address, cancellation: _timeout.Token);
        var resumed = await again.StreamAsync("Live", new { cursor = before.GetProperty("cursor").GetString() }, _timeout.Token);
        var first = await resumed.NextAsync(_timeout.Token);
        first.GetProperty("reset").GetBoolean().Should().BeTrue();
        first.GetProperty("epoch").GetString().Should().NotBe(before.GetProperty("epoch").GetString());
        Ids(first).Should().Equal("A1");
    }

    [Fact]
    public async Task SlowClient_GetsFewerNewerFrames_AndMemoryStaysFlat()
    {
        await using var server = await HubServer.StartAsync();
        for (var i = 0; i < 5000; i++)
        {
            server.City.Registry.Register("e1", "camera", $"cam-x{i}", TimeSpan.FromSeconds(1));
        }

        await using var slow = await HubClient.ConnectAsync(server.Address, receiveBuffer: 1024, cancellation: _timeout.Token);
        var slowLive = await slow.StreamAsync("Live", new { maxHz = 20 }, _timeout.Token);
        await using var fast = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var fastLive = await fast.StreamAsync("Live", new { maxHz = 20 }, _timeout.Token);
        await slowLive.NextAsync(_timeout.Token);

        // Some 100 frames of half a megabyte each; the slow client reads none of them.
        var warm = 0L;
        var fastFrames = 0;
        for (var round = 1; fastFrames < 100; round++)
        {
            for (var i = 0; i < 5000; i++)
            {
                server.City.Say($"cam-x{i}", round * 1000L, "vehicles", round);
            }

            await fastLive.NextAsync(_timeout.Token);
            if (++fastFrames == 30)
            {
                warm = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        (GC.GetTotalMemory(forceFullCollection: true) - warm).Should().BeLessThan(8 * 1024 * 1024, "a slow client costs constant memory");

        // What the slow client reads now was built when the one before had left; soon it holds the newest value of all.
        var frames = 0;
        double newest = 0;
        while (newest < 100)
        {
            var frame = await slowLive.NextAsync(_timeout.Token);
            frames++;
            foreach (var device in frame.GetProperty("devices").EnumerateArray())
            {
                newest = Math.Max(newest, device.GetProperty("values").TryGetProperty("vehicles", out var value) ? value.GetDouble() : 0);
            }
        }

        frames.Should().BeLessThan(50, "the rounds in between were merged");
    }

    [Fact]
    public async Task Storm_OfManyWallsAtOnce_IsServedAFewAtATime_AndTheRestIsToldToComeAgain()
    {
        await using var server = await HubServer.StartAsync(o =>
        {
            // One at a time, whatever its size.
            (o.SmallFirstFrame, o.FirstFramesBytes, o.FirstFramesWaiting) = (0, 1, 3);
            (o.SlowFirstFramesBytes, o.SlowFirstFrame) = (0, TimeSpan.FromHours(1));
        });
        var frame = await server.Gate.EnterAsync(1, _timeout.Token);
        var walls = new List<HubClient>();
        var streams = new List<HubSubscription>();
        for (var i = 0; i < 3; i++)
        {
            walls.Add(await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token));
            streams.Add(await walls[i].StreamAsync("Live", new { }, _timeout.Token));
            await server.UntilAsync(gate => gate.Waiting == i + 1, _timeout.Token);
        }

        var connect = async () => await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        (await connect.Should().ThrowAsync<WebSocketException>()).WithMessage("*503*");
        using var http = new HttpClient { BaseAddress = server.Address };
        var answer = await http.GetAsync("/hubs/live", _timeout.Token);
        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero);

        frame.Dispose();
        foreach (var stream in streams)
        {
            (await stream.NextAsync(_timeout.Token)).GetProperty("reset").GetBoolean().Should().BeTrue();
        }

        await server.UntilAsync(gate => gate.Waiting == 0, _timeout.Token);
        await using var late = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        foreach (var wall in walls)
        {
            await wall.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("https://wall.example", true)]
    [InlineData(null, true)]
    public async Task Origin_OfAForeignPage_IsRefused(string? origin, bool allowed)
    {
        await using var server = await HubServer.StartAsync(o => o.AllowedOrigins.Add("https://wall.example"));
        var connect = async () => await (await HubClient.ConnectAsync(server.Address, origin, cancellation: _timeout.Token)).DisposeAsync();
        if (allowed)
        {
            await connect.Should().NotThrowAsync();
        }
        else
        {
            (await connect.Should().ThrowAsync<WebSocketException>()).WithMessage("*403*");
        }
    }

    [Fact]
    public async Task Origin_OfThisServer_IsAllowed()
    {
        await using var server = await HubServer.StartAsync();
        await using var client = await HubClient.ConnectAsync(server.Address, $"http://{server.Address.Authority}", cancellation: _timeout.Token);
        client.State.Should().Be(WebSocketState.Open);
    }

    [Theory]
    [InlineData("""{"include":["weather"]}""", "*weather*devices, zones, alerts, indicators*")]
    [InlineData("""{"format":"xml"}""", "*xml*")]
    [InlineData("""{"zones":["a,b"]}""", "*a,b*")]
    public async Task Request_ThatMakesNoSense_IsAnsweredWithWhatIsAllowed(string request, string message)
    {
        await using var server = await HubServer.StartAsync();
        await using var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var live = await client.StreamAsync("Live", JsonDocument.Parse(request).RootElement, _timeout.Token);
        var next = async () => await live.NextAsync(_timeout.Token);
        (await next.Should().ThrowAsync<IOException>()).WithMessage(message);
    }

    [Fact]
    public async Task Alerts_StreamsChangesOnly()
    {
        await using var server = await HubServer.StartAsync();
        server.City.Change("A");
        await using var client = await HubClient.ConnectAsync(server.Address, cancellation: _timeout.Token);
        var alerts = await client.StreamAsync("Alerts", new { zones = new[] { "east" }, minSeverity = "major" }, _timeout.Token);
        Ids(await alerts.NextAsync(_timeout.Token)).Should().Equal("A1");
        server.City.Change("B", severity: Severity.Minor);
        server.City.Change("C", severity: Severity.Critical);
        Ids(await alerts.NextAsync(_timeout.Token)).Should().Equal("C1");
    }

    private static IEnumerable<string> Ids(JsonElement frame) =>
        frame.GetProperty("alerts").EnumerateArray().Select(a => $"{a.GetProperty("id")}{a.GetProperty("revision")}");
}
