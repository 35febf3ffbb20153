using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Testing.Hub;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>Single messages sent beside the load, each timed until it is seen at the far end.</summary>
internal static partial class Probes
{
    public const int Count = 200;

    /// <summary>Not a multiple of a frame's 50 ms, so that the probes fall on every phase of it.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(37);

    /// <summary>What one of the measurements below takes.</summary>
    public static readonly TimeSpan Duration = (Count * Apart) + TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The yardstick: from one MQTT client through mosquitto to another.</summary>
    public static async Task<Latencies> ThroughMosquittoAsync(int port, CancellationToken cancellation)
    {
        var seen = new SemaphoreSlim(0);
        using var subscriber = new CountingSubscriber(port, "bench-probe-in", "bench/probe", () => seen.Release());
        await using var client = await ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{port}"), cancellation);
        List<double> times = [];
        for (var i = 0; i < Count; i++)
        {
            var sent = TimeProvider.System.GetTimestamp();
            await PublishAsync(client, "bench/probe", "{\"pm10\":1}", cancellation);
            if (await seen.WaitAsync(Patience, cancellation))
            {
                times.Add(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);
            }

            await Task.Delay(Apart, TimeProvider.System, cancellation);
        }

        return new Latencies(times);
    }

    /// <summary>From PUBLISH to the hub's frame that holds the value or a newer one of the device, for a wall of 20 frames a second.</summary>
    public static async Task<Latencies> ToWallAsync(IocServer server, CancellationToken cancellation)
    {
        await using var hub = await HubClient.ConnectAsync(server.Http.BaseAddress!, cancellation: cancellation);
        var stream = await hub.StreamAsync("Live", new { devices = new[] { "bench-wall" }, include = new[] { "devices" }, maxHz = 20 }, cancellation);
        return await TimeAsync(
            server, stream, i => ("air/bench-wall", string.Create(CultureInfo.InvariantCulture, $"{{\"pm10\":{i + 1}}}")), Value(), newestOnly: true, cancellation);
    }

    /// <summary>From the PUBLISH of a value past its limit to the critical alert on the hub; each of another device, so that each raises one.</summary>
    /// <param name="series">Names the devices: a second measurement on the same server needs others.</param>
    public static async Task<Latencies> ToAlertAsync(IocServer server, string series, CancellationToken cancellation)
    {
        await using var hub = await HubClient.ConnectAsync(server.Http.BaseAddress!, cancellation: cancellation);
        var stream = await hub.StreamAsync("Alerts", new { minSeverity = "critical" }, cancellation);
        return await TimeAsync(
            server, stream, i => (string.Create(CultureInfo.InvariantCulture, $"water/{series}-{i + 1}"), "{\"level\":5.2}"),
            new Regex($"\"device\":\"{series}-(\\d+)\""), newestOnly: false, cancellation);
    }

    /// <param name="newestOnly">A probe that is seen answers for those before it, which a frame of newest values leaves out.</param>
    private static async Task<Latencies> TimeAsync(
        IocServer server, HubSubscription stream, Func<int, (string KindAndDevice, string Payload)> probe, Regex shows, bool newestOnly,
        CancellationToken cancellation)
    {
        await using var client = await ConnectAsync(server.MqttUrl, cancellation);
        var sent = new long[Count];
        var times = new double?[Count];
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var hearing = HearAsync();
        for (var i = 0; i < Count; i++)
        {
            var (device, payload) = probe(i);
            Volatile.Write(ref sent[i], TimeProvider.System.GetTimestamp());
            await PublishAsync(client, $"ioc/v1/vung-tau/{device}", payload, cancellation);
            await Task.Delay(Apart, TimeProvider.System, cancellation);
        }

        bound.CancelAfter(Patience);
        await hearing;
        return new Latencies(times.OfType<double>());

        async Task HearAsync()
        {
            try
            {
                for (var last = false; !last;)
                {
                    var item = await stream.NextAsync(bound.Token);
                    var now = TimeProvider.System.GetTimestamp();
                    foreach (Match match in shows.Matches(item.GetRawText()))
                    {
                        var number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1;
                        for (var i = newestOnly ? 0 : number; i >= 0 && i <= number && i < Count; i++)
                        {
                            times[i] ??= TimeProvider.System.GetElapsedTime(Volatile.Read(ref sent[i]), now).TotalMilliseconds;
                        }

                        last |= number == Count - 1;
                    }
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // What has not come by now is missing from the count.
            }
        }
    }

    private static async Task<MqttClient> ConnectAsync(string url, CancellationToken cancellation)
    {
        var client = new MqttClient(new MqttClientOptions { Url = new Uri(url), ClientId = "bench-probe-out", CleanStart = true });
        await client.ConnectAsync(cancellation);
        return client;
    }

    private static ValueTask PublishAsync(MqttClient client, string topic, string payload, CancellationToken cancellation)
    {
        client.TryPublish(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload));
        return client.FlushAsync(cancellation);
    }

    [GeneratedRegex("\"pm10\":(\\d+)")]
    private static partial Regex Value();
}
