using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Simulators.Tests.Output;

public sealed class PublishingTests
{
    [SkippableFact]
    public async Task City_PlayedToMosquitto_ArrivesAsTheDryRunSaysIt()
    {
        await using var broker = await MosquittoServer.StartAsync();
        await using var subscriber = await broker.SubscribeAsync("ioc/v1/#", qos: 1);
        string[] options = ["--duration", "2s", "--devices", "40", "--start", "2026-11-22T17:00:00+07:00"];

        var dry = await Sim.RunAsync(["city", "--dry-run", .. options]);
        var live = await Sim.RunAsync(["city", "--broker", broker.Url, "--connections", "3", .. options]);

        live.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", live.Error);
        // Over three connections the order of different devices is not kept; each message is there once.
        await broker.PublishAsync("ioc/v1/end", "end", qos: 1);
        await subscriber.Output.WaitForLineAsync("ioc/v1/end end", TimeSpan.FromSeconds(10));
        var received = subscriber.Output.ToString()!.Split('\n').Where(line => line.StartsWith("ioc/v1/", StringComparison.Ordinal) && !line.Contains("/end "));
        var expected = dry.Lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).Select(line =>
            $"{line.GetProperty("topic").GetString()} {line.GetProperty("payload") switch { { ValueKind: System.Text.Json.JsonValueKind.String } text => text.GetString(), var json => json.GetRawText() }}");
        received.Order(StringComparer.Ordinal).Should().Equal(expected.Order(StringComparer.Ordinal));
    }
}
