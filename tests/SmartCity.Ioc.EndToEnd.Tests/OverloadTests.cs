using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>
/// Far more than the server can deal with: senders of QoS 0 that only the sockets stop, for as long as the test needs them. A limit of 20 ms
/// makes any machine's backlog an overload, and a hold of an hour keeps the stages that were reached. The stages' order is a table of its own.
/// </summary>
public sealed class OverloadTests
{
    private const int Floods = 4;

    [SkippableFact]
    public async Task Flood_ShedsInTheStatedOrderWhileAlertsGoOnAndTheLedgerAddsUp()
    {
        await using var server = await IocServer.StartAsync(
            "--Ioc:Ingest:OverloadLag=20ms", "--Ioc:Ingest:OverloadHold=1h", "--Ioc:Ingest:Buffers=3", "--Ioc:Ingest:BufferBytes=1048576");
        using var enough = new CancellationTokenSource();
        var floods = Enumerable.Range(0, Floods).Select(number => FloodAsync(server.MqttPort, number, enough.Token)).ToArray();
        var slowed = PublishAsync(server.MqttPort, enough.Token);

        // Parking is low in the demo city, so its flood is over for the pipeline from stage 3 on.
        await server.GetUntilAsync("/health/ready", ready => ready["reasons"]!.ToJsonString().Contains("QoS 0", StringComparison.Ordinal), "stage 3 or 4");
        await server.PublishAsync("ioc/v1/vung-tau/water/e2e-canal", """{"level": 5.2}""", qos: 0);
        var alerts = await server.GetUntilAsync("/api/v1/alerts?rule=water-critical", a => a["items"]!.AsArray().Count > 0, "the canal's alert");
        alerts["items"]!.AsArray().Should().ContainSingle().Which!["device"]!.GetValue<string>().Should().Be("e2e-canal");

        // The self-watch looks every 5 s, and wants to see it twice.
        var overload = await server.GetUntilAsync("/api/v1/alerts?rule=server-overload", a => a["items"]!.AsArray().Count > 0, "the alert on the server");
        overload["items"]!.AsArray().Should().ContainSingle().Which!["severity"]!.GetValue<string>().Should().Be("major");

        await enough.CancelAsync();
        var sent = (await Task.WhenAll([.. floods, slowed])).Sum() + 1;
        var ledger = await server.GetUntilAsync(
            "/api/v1/ledger",
            ledger => Count(ledger, "received") + Count(ledger, "shed") == sent && Count(ledger, "waiting") == 0,
            $"all {sent} messages received or shed");

        ledger["balanced"]!.GetValue<bool>().Should().BeTrue();
        Count(ledger, "shed").Should().BePositive();
        Count(ledger, "thinned").Should().BePositive("stages 1 and 2 come first");
        Count(ledger, "accepted").Should().Be(Count(ledger, "stored") + Count(ledger, "notStored"));
        var metrics = await server.Http.GetStringAsync("/metrics");
        metrics.Should().Contain("kind=\"parking\"").And.NotContain("kind=\"water\"");
        server.AssertNoErrors();
    }

    private static long Count(JsonNode ledger, string column) => ledger["total"]![column]!.GetValue<long>();

    // QoS 1 of a low kind: held back again and again, and in the end all acknowledged.
    private static async Task<long> PublishAsync(int port, CancellationToken enough)
    {
        const int Batch = 100;
        using var socket = await ConnectAsync(port, "slow-1");
        var topic = Encoding.UTF8.GetBytes("ioc/v1/vung-tau/parking/e2e-slowed");
        long sent = 0;
        while (!enough.IsCancellationRequested)
        {
            using var packets = new MemoryStream();
            for (var i = 1; i <= Batch; i++)
            {
                var payload = Payload(++sent);
                packets.Write([0x32, (byte)(4 + topic.Length + payload.Length), 0, (byte)topic.Length, .. topic, 0, (byte)i, .. payload]);
            }

            await socket.SendAsync(packets.ToArray());
            var answers = await ReceiveAsync(socket, 4 * Batch);
            answers.Should().Equal(Enumerable.Range(1, Batch).SelectMany(id => (byte[])[0x40, 2, 0, (byte)id]), "one PUBACK each, in order");
        }

        return sent;
    }

    /// <summary>Writes packets of QoS 0 as fast as the socket takes them; behind the last one a PINGREQ, whose answer says that all before it were read.</summary>
    /// <returns>How many.</returns>
    private static async Task<long> FloodAsync(int port, int number, CancellationToken enough)
    {
        const int Batch = 500;
        using var socket = await ConnectAsync(port, $"flood{number}");
        var topic = Encoding.UTF8.GetBytes($"ioc/v1/vung-tau/parking/e2e-flood-{number}");
        long sent = 0;
        while (!enough.IsCancellationRequested)
        {
            using var packets = new MemoryStream();
            for (var i = 0; i < Batch; i++)
            {
                var payload = Payload(++sent);
                packets.Write([0x30, (byte)(2 + topic.Length + payload.Length), 0, (byte)topic.Length, .. topic, .. payload]);
            }

            await socket.SendAsync(packets.ToArray());
        }

        await socket.SendAsync((byte[])[0xC0, 0]);
        await ReceiveAsync(socket, 2);
        return sent;
    }

    private static byte[] Payload(long number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"seq": {{number}}, "occupancy": 50}"""));

    // MQTT 3.1.1, clean session, no keep-alive, an id of six characters.
    private static async Task<Socket> ConnectAsync(int port, string id)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync((byte[])[0x10, 18, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 6, .. Encoding.UTF8.GetBytes(id)]);
        await ReceiveAsync(socket, 4);
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        var buffer = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(at));
            at += read > 0 ? read : throw new EndOfStreamException("The server closed the connection.");
        }

        return buffer;
    }
}
