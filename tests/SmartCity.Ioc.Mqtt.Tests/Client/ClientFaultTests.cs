using System.Globalization;
using System.Text;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Faults are done to a real mosquitto in the middle of a stream. Every message carries its number, and all of them are listed.</summary>
public sealed class ClientFaultTests
{
    private const int Count = 3000;
    private const int ReceiveMaximum = 1000;
    private const int MaximumInflight = 1000;
    private const int MosquittoInflight = 20;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public enum Fault
    {
        StopAndStart,
        Pause,
    }

    public static TheoryData<Fault, MqttProtocolVersion, byte> Faults => new()
    {
        { Fault.StopAndStart, MqttProtocolVersion.V500, 1 }, { Fault.StopAndStart, MqttProtocolVersion.V500, 2 },
        { Fault.StopAndStart, MqttProtocolVersion.V311, 1 }, { Fault.StopAndStart, MqttProtocolVersion.V311, 2 },
        { Fault.Pause, MqttProtocolVersion.V500, 1 }, { Fault.Pause, MqttProtocolVersion.V500, 2 },
        { Fault.Pause, MqttProtocolVersion.V311, 1 }, { Fault.Pause, MqttProtocolVersion.V311, 2 },
    };

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task Stream_WithTheBrokerFailingInTheMiddle_LosesNothingAndCountsNothingTwice(Fault fault, MqttProtocolVersion version, byte qos)
    {
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings { Persistence = true, MaxInflightMessages = MosquittoInflight });
        var intake = new CollectingIntake();
        await using var consumer = await ConnectAsync(server, "consumer", version, intake);
        await consumer.SubscribeAsync("city/#", qos);
        await using var publisher = await ConnectAsync(server, "publisher", version);

        var publishing = PublishAllAsync(publisher, Count, qos);
        var underWay = 0;
        foreach (var at in new[] { Count / 4, Count / 2 })
        {
            await intake.WaitForCountAsync(at);
            await DoAsync(fault, server, consumer);
            underWay += version == MqttProtocolVersion.V500 ? ReceiveMaximum + MosquittoInflight : intake.Messages.Count + MaximumInflight;
        }

        await publishing.WaitAsync(Bound);
        await AssertAllThereAsync(intake, consumer, Count, qos, underWay);
    }

    [SkippableTheory]
    [InlineData(MqttProtocolVersion.V500, 1)]
    [InlineData(MqttProtocolVersion.V500, 2)]
    [InlineData(MqttProtocolVersion.V311, 1)]
    [InlineData(MqttProtocolVersion.V311, 2)]
    public async Task Stream_WithTheBrokerKilledInTheMiddle_LosesNothingAndCountsNothingTwice(MqttProtocolVersion version, byte qos)
    {
        // mosquitto acknowledges before it saves, so a kill takes its sessions back to the last save, and it forgets PUBRECs that were not
        // followed by PUBCOMP. The save is therefore made in the middle of the stream with a window's worth handed over and not answered.
        const int Queued = 600;
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings { Persistence = true, MaxInflightMessages = MosquittoInflight });
        await using (var early = await ConnectAsync(server, "consumer", version, new CollectingIntake()))
        {
            await early.SubscribeAsync("city/#", qos);
        }

        await using var publisher = await ConnectAsync(server, "publisher", version);
        await PublishAllAsync(publisher, Queued, qos);

        var intake = new CollectingIntake { Hold = true };
        await using var consumer = await ConnectAsync(server, "consumer", version, intake);
        for (var connections = 1; connections <= 2; connections++)
        {
            await intake.WaitForAsync(_ => intake.Held >= 20);
            var before = intake.Messages.Count;
            intake.Complete(10);
            await intake.WaitForAsync(m => m.Count >= Math.Min(before + 10, Queued));
            await server.PublishAsync("other", "what the consumer has answered is taken in by now", qos: 1);
            await server.SaveAsync();
            await server.KillAsync();
            await server.RestartAsync();
            await consumer.WaitForAsync(s => s.Connections > connections && s.State == MqttClientState.Connected);
        }

        while (intake.Payloads.Distinct().Count() < Queued)
        {
            intake.Complete(intake.Held);
            await intake.WaitForAsync(m => intake.Held > 0 || m.Select(x => x.Payload).Distinct().Count() == Queued);
        }

        intake.Complete(intake.Held);
        await AssertAllThereAsync(intake, consumer, Queued, qos, underWay: 2 * Queued);
    }

    [SkippableTheory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Session_WhileTheClientIsAway_KeepsItsQueue(MqttProtocolVersion version)
    {
        await using var server = await MosquittoServer.StartAsync();
        await using (var first = await ConnectAsync(server, "consumer", version, new CollectingIntake()))
        {
            await first.SubscribeAsync("city/#", 1);
        }

        await server.PublishLinesAsync("city/a", Enumerable.Range(0, 500).Select(i => $"{i}"), qos: 1);
        var intake = new CollectingIntake();
        await using var second = await ConnectAsync(server, "consumer", version, intake);

        await intake.WaitForCountAsync(500);
        intake.Payloads.Should().Equal(Enumerable.Range(0, 500).Select(i => $"{i}"));
    }

    [SkippableFact]
    public async Task Session_LostByTheBroker_RaisesItAndSubscribesAgain()
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        await using var consumer = await ConnectAsync(server, "consumer", MqttProtocolVersion.V500, intake);
        await consumer.SubscribeAsync("city/#", 1);
        var lost = new TaskCompletionSource<MqttClientStatus>();
        consumer.SessionLost += (_, status) => lost.TrySetResult(status);

        // Nothing persisted: the new process knows nobody.
        await server.RestartAsync();

        (await lost.Task.WaitAsync(Bound)).SessionsLost.Should().Be(1);
        await server.PublishAsync("city/a", "after", qos: 1, retain: true);
        await intake.WaitForCountAsync(1);
        intake.Payloads.Should().Equal("after");
    }

    [SkippableTheory]
    [InlineData(MqttProtocolVersion.V500, 7, 7)]
    [InlineData(MqttProtocolVersion.V311, 7, 20)]
    public async Task Acknowledgements_Withheld_StopTheBrokerAtItsLimit(MqttProtocolVersion version, int receiveMaximum, int expected)
    {
        // 3.1.1 knows no receive maximum; there it is mosquitto's own limit that holds.
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings { MaxInflightMessages = 20 });
        var intake = new CollectingIntake { Hold = true };
        await using var consumer = await ConnectAsync(server, "consumer", version, intake, receiveMaximum);
        await consumer.SubscribeAsync("city/#", 2);

        await server.PublishLinesAsync("city/a", Enumerable.Range(0, 100).Select(i => $"{i}"), qos: 1);
        await server.PublishAsync("city/a", "QoS 0 passes by", qos: 0);

        await intake.WaitForAsync(m => m.Any(x => x.Qos == 0) && m.Count == expected + 1);
        intake.Held.Should().Be(expected);
        while (intake.Messages.Count < 101)
        {
            var held = intake.Held;
            intake.Complete(held);
            await intake.WaitForAsync(m => m.Count == 101 || intake.Held > 0);
        }

        intake.Messages.Where(m => m.Qos > 0).Select(m => m.Payload).Should().Equal(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Message_ThatCouldNotBeStored_ComesAgainOverANewConnection(byte qos)
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake { Hold = true };
        await using var consumer = await ConnectAsync(server, "consumer", MqttProtocolVersion.V500, intake);
        await consumer.SubscribeAsync("city/#", qos);
        await server.PublishLinesAsync("city/a", ["zero", "one", "two"], qos);
        await intake.WaitForCountAsync(3);

        // "two" is safe and "one" is not: only "one" is handed over again, and nothing is acknowledged out of turn.
        intake.Complete(1);
        intake.Complete(1, PublishOutcome.Failed);
        intake.Complete(1);

        await intake.WaitForCountAsync(4);
        intake.Complete(1);
        await server.PublishAsync("city/a", "three", qos);
        await intake.WaitForCountAsync(5);
        intake.Payloads.Should().Equal("zero", "one", "two", "one", "three");
        intake.Messages[3].Duplicate.Should().BeTrue();
        consumer.Status.Connections.Should().Be(2);
    }

    [SkippableFact]
    public async Task Messages_OfWhichEachCouldNotBeStored_ComeAgainOverANewConnection()
    {
        const int Count = 20;
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake { Hold = true };
        await using var consumer = await ConnectAsync(server, "consumer", MqttProtocolVersion.V500, intake);
        await consumer.SubscribeAsync("city/#", 1);
        await server.PublishLinesAsync("city/a", Enumerable.Range(0, Count).Select(i => $"{i}"), qos: 1);
        await intake.WaitForCountAsync(Count);

        // Each says so to a connection that the first of them has ended.
        intake.Complete(Count, PublishOutcome.Failed);

        await intake.WaitForCountAsync(2 * Count);
        intake.Complete(Count);
        intake.Payloads.Skip(Count).Should().Equal(Enumerable.Range(0, Count).Select(i => $"{i}"));
        consumer.Status.Connections.Should().Be(2);
    }

    [SkippableFact]
    public async Task Intake_WithoutRoom_StopsTheReadingAndLosesNothing()
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        intake.SetRoom(10);
        await using var consumer = await ConnectAsync(server, "consumer", MqttProtocolVersion.V500, intake);
        await consumer.SubscribeAsync("city/#", 1);
        await server.PublishLinesAsync("city/a", Enumerable.Range(0, 300).Select(i => $"{i}"), qos: 1);
        await intake.WaitForCountAsync(10);

        foreach (var room in new[] { 11, 50, 51, 200, int.MaxValue })
        {
            intake.SetRoom(room);
            await intake.WaitForCountAsync(Math.Min(room, 300));
        }

        intake.Payloads.Should().Equal(Enumerable.Range(0, 300).Select(i => $"{i}"));
        consumer.Status.Pauses.Should().BePositive();
        consumer.Status.Connections.Should().Be(1);
    }

    [SkippableFact]
    public async Task Watchdog_WithABrokerThatIsUpAndSilent_GivesUpAndComesBack()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var client = await ConnectAsync(server, "client", MqttProtocolVersion.V500, new CollectingIntake());
        server.Pause();
        var after = await client.WaitForAsync(s => s.State == MqttClientState.Connecting);
        server.Resume();

        after.LastError.Should().Contain("said nothing");
        using var bound = new CancellationTokenSource(Bound);
        await client.ConnectAsync(bound.Token);
        client.Status.State.Should().Be(MqttClientState.Connected);
    }

    [SkippableFact]
    public async Task Publisher_WhoseServerTakesQos1AtMost_IsHeldToIt()
    {
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings { Extra = ["max_qos 1"] });
        var intake = new CollectingIntake();
        await using var consumer = await ConnectAsync(server, "consumer", MqttProtocolVersion.V500, intake);
        await consumer.SubscribeAsync("city/#", 1);

        await consumer.PublishAsync("city/a", "asked for two"u8.ToArray(), qos: 2);

        await intake.WaitForCountAsync(1);
        intake.Messages[0].Qos.Should().Be(1);
    }

    /// <param name="underWay">What may have been under way at the faults, in both directions together. MQTT 5 bounds it by the receive
    /// maximum of either side. 3.1.1 knows none, and mosquitto 2.0.11 sends a window's worth for every PUBACK: there it is our own window
    /// and all that had come in.</param>
    private static async Task AssertAllThereAsync(CollectingIntake intake, MqttClient consumer, int count, byte qos, int underWay)
    {
        await intake.WaitForAsync(m => m.Select(x => x.Payload).Distinct().Count() == count);
        var numbers = intake.Messages.Select(m => int.Parse(m.Payload, CultureInfo.InvariantCulture)).ToList();
        numbers.Distinct().Should().BeEquivalentTo(Enumerable.Range(0, count));
        consumer.Status.SessionsLost.Should().Be(0);
        consumer.Status.Connections.Should().BeGreaterThan(1);
        if (qos == 2)
        {
            numbers.Should().OnlyHaveUniqueItems();
        }
        else
        {
            // At least once: no more than what was under way.
            (numbers.Count - count).Should().BeLessThanOrEqualTo(underWay);
        }
    }

    private static async Task PublishAllAsync(MqttClient publisher, int count, byte qos)
    {
        for (var i = 0; i < count; i++)
        {
            var payload = Encoding.UTF8.GetBytes($"{i}");
            while (!publisher.TryPublish("city/a"u8, payload, qos))
            {
                await publisher.FlushAsync();
            }
        }

        await publisher.DrainAsync();
    }

    private static async Task DoAsync(Fault fault, MosquittoServer server, MqttClient consumer)
    {
        switch (fault)
        {
            case Fault.StopAndStart:
                await server.StopAsync();
                await server.RestartAsync();
                break;
            default:
                server.Pause();
                await consumer.WaitForAsync(s => s.State == MqttClientState.Connecting);
                server.Resume();
                break;
        }
    }

    private static async Task<MqttClient> ConnectAsync(
        MosquittoServer server, string clientId, MqttProtocolVersion version, CollectingIntake? intake = null, int receiveMaximum = ReceiveMaximum)
    {
        var client = new MqttClient(
            new MqttClientOptions
            {
                Url = new Uri(server.Url),
                ClientId = clientId,
                Protocol = version,
                ReceiveMaximum = receiveMaximum,
                MaximumInflight = MaximumInflight,
                KeepAlive = TimeSpan.FromSeconds(1),
                ResponseTimeout = TimeSpan.FromSeconds(1),
                ReconnectDelay = TimeSpan.FromMilliseconds(20),
                MaximumReconnectDelay = TimeSpan.FromMilliseconds(500),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                DrainTimeout = TimeSpan.FromSeconds(1),
            },
            intake);
        using var bound = new CancellationTokenSource(Bound);
        await client.ConnectAsync(bound.Token);
        return client;
    }
}
