using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What changes with the rate: where messages begin to be lost, how long one takes to the hub, and what becomes of alerts beyond.</summary>
internal sealed class RateRuns(BenchSettings settings, BenchReport report)
{
    private const string Highest = "end to end: highest rate with nothing lost";
    private const string Overload = "end to end: critical alerts at twice the highest rate, QoS 0 of a low kind";
    private const int MostRate = 500_000;

    // Fewer messages than planned are a load that is held back or can not keep up, not a rate that is borne.
    private const double MayFallShort = 0.03;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private int? _highest;

    /// <summary>Each step is a load of its own; a step is borne when all that was planned was sent and all that was sent arrived.</summary>
    public async Task HighestAsync(CancellationToken cancellation)
    {
        await using (var mosquitto = await MosquittoServer.StartAsync())
        {
            using var subscriber = new CountingSubscriber(mosquitto.Port, "bench-subscriber", "ioc/v1/#");
            await ClimbAsync("mosquitto, QoS 0 to one subscriber", mosquitto.Url, 0, _ => Task.FromResult(subscriber.Count), null, cancellation);
        }

        var yardstick = report.Find(Highest, "mosquitto, QoS 0 to one subscriber");
        foreach (var qos in (int[])[0, 1])
        {
            await using var server = await IocServer.StartAsync(settings.With());
            await WarmUpAsync(server, cancellation);
            var found = await ClimbAsync($"server, embedded listener, QoS {qos}", server.MqttUrl, qos, Received(server), yardstick, cancellation);
            _highest = qos == 0 ? found : _highest;
        }
    }

    public async Task LatencyAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        await WarmUpAsync(server, cancellation);
        foreach (var rate in (int[])[settings.Rate / 10, settings.Rate, 2 * settings.Rate])
        {
            var group = string.Create(CultureInfo.InvariantCulture, $"end to end: latency at {rate:N0} messages/s over {settings.Connections:N0} connections");
            await using (var mosquitto = await MosquittoServer.StartAsync())
            {
                using var subscriber = new CountingSubscriber(mosquitto.Port, "bench-subscriber", "ioc/v1/#");
                await using var yardstickLoad = Start(mosquitto.Url, rate, 0, Probes.Duration);
                await Window.StartedAsync(_ => Task.FromResult(subscriber.Count), cancellation);
                AddLatency(group, "publish to subscriber through mosquitto", await Probes.ThroughMosquittoAsync(mosquitto.Port, cancellation), null);
            }

            await using var load = Start(server.MqttUrl, rate, 0, 2 * Probes.Duration);
            await Window.StartedAsync(Received(server), cancellation);
            AddLatency(
                group, "publish to a wall of 20 frames/s", await Probes.ToWallAsync(server, cancellation), "publish to subscriber through mosquitto");
            AddLatency(
                group, "publish to critical alert on the hub",
                await Probes.ToAlertAsync(server, string.Create(CultureInfo.InvariantCulture, $"bench-{rate}"), cancellation),
                "publish to subscriber through mosquitto");
        }
    }

    public async Task OverloadAsync(CancellationToken cancellation)
    {
        if (_highest is null)
        {
            await HighestAsync(cancellation);
        }

        var twice = 2 * Math.Max(settings.Rate, _highest!.Value);
        await using var server = await IocServer.StartAsync(settings.With());
        await WarmUpAsync(server, cancellation);
        var usual = string.Create(CultureInfo.InvariantCulture, $"publish to alert at {settings.Rate:N0}/s");
        await using (var load = Start(server.MqttUrl, settings.Rate, 0, Probes.Duration))
        {
            await Window.StartedAsync(Received(server), cancellation);
            AddLatency(Overload, usual, await Probes.ToAlertAsync(server, "bench-usual", cancellation), null);
            await load.FinishAsync();
        }

        await Window.SettleAsync(Received(server), cancellation);
        var before = await server.LedgerAsync(cancellation);
        await using (var load = Start(server.MqttUrl, twice, 0, settings.WarmUp + Probes.Duration, "parking"))
        {
            await Window.StartedAsync(Received(server), cancellation);
            await Task.Delay(settings.WarmUp, TimeProvider.System, cancellation);
            AddLatency(Overload, "publish to alert at twice the highest rate", await Probes.ToAlertAsync(server, "bench-overload", cancellation), usual);
            var stage = await server.MetricAsync("ioc_ingest_load_stage", cancellation);
            var result = await load.FinishAsync();
            await Window.SettleAsync(async token => await TakenOrShedAsync(server, token), cancellation);
            var after = await server.LedgerAsync(cancellation);
            var (received, shed) = (after.Received - before.Received, after.Shed - before.Shed);
            report.Add(new Measurement(Overload, "shed of what was sent", 100.0 * shed / result.Messages, "%")
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"stage {stage:0}; {result.Messages:N0} sent at {result.Rate:N0}/s of {twice:N0}/s planned; {received:N0} received with the probes, {shed:N0} shed"),
            });
        }
    }

    private static async Task<long> TakenOrShedAsync(IocServer server, CancellationToken cancellation) =>
        await server.LedgerAsync(cancellation) is var ledger ? ledger.Received + ledger.Shed : 0;

    private static Func<CancellationToken, Task<long>> Received(IocServer server) =>
        async cancellation => (await server.LedgerAsync(cancellation)).Received;

    private LoadProcess Start(string url, int rate, int qos, TimeSpan duration, string kind = "air") =>
        LoadProcess.Start(url, rate, qos, settings.Connections, 10 * settings.Connections, duration, kind);

    private async Task WarmUpAsync(IocServer server, CancellationToken cancellation)
    {
        await using var load = Start(server.MqttUrl, settings.Rate, 0, settings.WarmUp + TimeSpan.FromSeconds(1));
        await load.FinishAsync();
        await Window.SettleAsync(Received(server), cancellation);
    }

    private async Task<int> ClimbAsync(
        string name, string url, int qos, Func<CancellationToken, Task<long>> count, Measurement? yardstick, CancellationToken cancellation)
    {
        var ramp = new RateRamp(settings.Rate, MostRate);
        var limit = "no limit found";
        while (ramp.Next is { } rate)
        {
            var before = await count(cancellation);
            LoadResult result;
            await using (var load = Start(url, rate, qos, Step))
            {
                result = await load.FinishAsync();
            }

            await Window.SettleAsync(count, cancellation);
            var lost = result.Messages - (await count(cancellation) - before);
            var isBorne = lost <= 0 && result.Rate >= (1 - MayFallShort) * rate;
            limit = isBorne
                ? limit
                : string.Create(CultureInfo.InvariantCulture, $"at {rate:N0}/s {Math.Max(0, lost):N0} lost, sent at {result.Rate:N0}/s");
            ramp.Tried(isBorne);
        }

        report.Add(new Measurement(Highest, name, ramp.Highest, "messages/s") { IsYardstick = yardstick is null, Note = limit }.Against(yardstick));
        return ramp.Highest;
    }

    private void AddLatency(string group, string name, Latencies times, string? yardstick)
    {
        foreach (var (part, share) in ((string, double)[])[("p50", 0.5), ("p99", 0.99), ("max", 1)])
        {
            report.Add(new Measurement(group, $"{name}, {part}", times.At(share), "ms")
            {
                IsYardstick = yardstick is null,
                Note = part == "p50" ? string.Create(CultureInfo.InvariantCulture, $"{times.Count} of {Probes.Count} probes came") : null,
            }.Against(yardstick is null ? null : report.Find(group, $"{yardstick}, {part}")));
        }
    }
}
