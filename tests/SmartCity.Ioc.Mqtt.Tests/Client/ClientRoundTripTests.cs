using System.Text;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Client;

public sealed class ClientRoundTripTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static TheoryData<MqttProtocolVersion, byte> VersionsAndQos => new()
    {
        { MqttProtocolVersion.V311, 0 }, { MqttProtocolVersion.V311, 1 }, { MqttProtocolVersion.V311, 2 },
        { MqttProtocolVersion.V500, 0 }, { MqttProtocolVersion.V500, 1 }, { MqttProtocolVersion.V500, 2 },
    };

    [SkippableTheory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task Client_PublishesAndConsumesThroughMosquitto_EveryMessageOnceInOrder(MqttProtocolVersion version, byte qos)
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        await using var consumer = await ConnectAsync(server, "consumer", version, intake, new MqttSubscription("city/#", qos));
        await using var publisher = await ConnectAsync(server, "publisher", version);
        await consumer.SubscribeAsync("city/#", qos);
        string[] sent = [.. Enumerable.Range(0, 500).Select(i => $"message {i}")];

        foreach (var text in sent)
        {
            await publisher.PublishAsync("city/air/1", Encoding.UTF8.GetBytes(text), qos);
        }

        await intake.WaitForCountAsync(sent.Length);
        intake.Payloads.Should().Equal(sent);
        intake.Messages.Should().OnlyContain(m => m.Topic == "city/air/1" && m.Qos == qos && !m.Retain && !m.Duplicate);
        consumer.Status.Received.Should().Be(sent.Length);
    }

    [SkippableTheory]
    [MemberData(nameof(VersionsAndQos))]
    public async Task Client_InBatches_SendsEverythingThroughTheWindow(MqttProtocolVersion version, byte qos)
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        await using var consumer = await ConnectAsync(server, "consumer", version, intake);
        await consumer.SubscribeAsync("city/+", qos);
        await using var publisher = await ConnectAsync(server, "publisher", version);
        const int Count = 5000;

        for (var i = 0; i < Count; i++)
        {
            var payload = Encoding.UTF8.GetBytes($"{i}");
            while (!publisher.TryPublish("city/a"u8, payload, qos))
            {
                await publisher.FlushAsync();
            }
        }

        await publisher.DrainAsync();
        await intake.WaitForCountAsync(Count);
        intake.Payloads.Should().Equal(Enumerable.Range(0, Count).Select(i => $"{i}"));
    }

    [SkippableFact]
    public async Task Client_HearsMosquittosOwnPublisher_AndIsHeardByItsSubscriber()
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        await using var client = await ConnectAsync(server, "both", MqttProtocolVersion.V500, intake);
        await client.SubscribeAsync("in/#", 2);
        await using var subscriber = await server.SubscribeAsync("out/#", qos: 2);

        await server.PublishAsync("in/x", "from mosquitto_pub", qos: 2);
        await client.PublishAsync("out/y", "to mosquitto_sub"u8.ToArray(), qos: 2);

        await intake.WaitForCountAsync(1);
        intake.Messages.Should().ContainSingle().Which.Should().Be(new TakenMessage("in/x", "from mosquitto_pub", 2, false, false));
        await subscriber.Output.WaitForLineAsync("out/y to mosquitto_sub", Bound);
    }

    [SkippableFact]
    public async Task Client_WithTopicAliases_SendsEachTopicOnceAndIsUnderstood()
    {
        // mosquitto allows 10 aliases; the eleventh topic goes without.
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        await using var consumer = await ConnectAsync(server, "consumer", MqttProtocolVersion.V500, intake);
        await consumer.SubscribeAsync("city/#", 1);
        await using var publisher = new MqttClient(new MqttClientOptions
        {
            Url = new Uri(server.Url),
            ClientId = "publisher",
            PublishTopicAliases = 100,
        });
        await publisher.ConnectAsync();

        for (var i = 0; i < 60; i++)
        {
            await publisher.PublishAsync($"city/{i % 12}", Encoding.UTF8.GetBytes($"{i}"), (byte)(i % 2));
        }

        await intake.WaitForCountAsync(60);
        intake.Messages.Select(m => (m.Topic, m.Payload)).Should().BeEquivalentTo(
            Enumerable.Range(0, 60).Select(i => ($"city/{i % 12}", $"{i}")), o => o.WithStrictOrdering());
    }

    [SkippableFact]
    public async Task Client_SharedSubscription_SplitsTheMessages()
    {
        await using var server = await MosquittoServer.StartAsync();
        var (first, second) = (new CollectingIntake(), new CollectingIntake());
        await using var one = await ConnectAsync(server, "one", MqttProtocolVersion.V500, first);
        await using var two = await ConnectAsync(server, "two", MqttProtocolVersion.V500, second);
        await one.SubscribeAsync("$share/group/city/#", 1);
        await two.SubscribeAsync("$share/group/city/#", 1);

        await server.PublishLinesAsync("city/a", Enumerable.Range(0, 100).Select(i => $"{i}"), qos: 1);

        await first.WaitForAsync(m => m.Count + second.Messages.Count >= 100 || m.Count >= 50);
        await second.WaitForAsync(m => m.Count + first.Messages.Count >= 100);
        first.Payloads.Concat(second.Payloads).Should().BeEquivalentTo(Enumerable.Range(0, 100).Select(i => $"{i}"));
        first.Messages.Should().NotBeEmpty();
        second.Messages.Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task Client_Unsubscribed_HearsNoMore()
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CollectingIntake();
        await using var client = await ConnectAsync(server, "c", MqttProtocolVersion.V500, intake);
        await client.SubscribeAsync("a", 1);
        await client.SubscribeAsync("b", 1);

        await client.UnsubscribeAsync("a");
        await server.PublishAsync("a", "not wanted", qos: 1);
        await server.PublishAsync("b", "wanted", qos: 1);

        await intake.WaitForCountAsync(1);
        intake.Payloads.Should().Equal("wanted");
    }

    [SkippableFact]
    public async Task Client_VanishingWithAWill_HasItPublished()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var subscriber = await server.SubscribeAsync("ioc/#", qos: 1);
        await using var client = new MqttClient(new MqttClientOptions
        {
            Url = new Uri(server.Url),
            ClientId = "camera",
            SessionExpiry = TimeSpan.Zero,
            Will = new MqttWill("ioc/camera/status", "offline"u8.ToArray(), Qos: 1),
        });
        await client.ConnectAsync();

        // Taking over the session closes the first connection without a DISCONNECT from it.
        await using var usurper = await ConnectAsync(server, "camera", MqttProtocolVersion.V500);

        await subscriber.Output.WaitForLineAsync("ioc/camera/status offline", Bound);
    }

    [SkippableFact]
    public async Task Client_DisposedOf_SendsDisconnectSoThatNoWillIsPublished()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var subscriber = await server.SubscribeAsync("ioc/#", qos: 1);
        var client = new MqttClient(new MqttClientOptions
        {
            Url = new Uri(server.Url),
            ClientId = "camera",
            Will = new MqttWill("ioc/camera/status", "offline"u8.ToArray(), Qos: 1),
        });
        await client.ConnectAsync();

        await client.DisposeAsync();
        await server.PublishAsync("ioc/end", "end", qos: 1);

        await subscriber.Output.WaitForLineAsync("ioc/end end", Bound);
        subscriber.Output.Lines.Should().NotContain(l => l.Contains("offline"));
        client.Status.State.Should().Be(MqttClientState.Stopped);
    }

    [SkippableFact]
    public async Task Client_WrongPassword_SaysTheServersReasonAndNeverThePassword()
    {
        await using var server = await MosquittoServer.StartAsync(
            new MosquittoSettings { Users = new Dictionary<string, string> { ["ioc"] = "right" } });
        await using var client = new MqttClient(new MqttClientOptions
        {
            Url = new Uri(server.Url),
            Username = "ioc",
            Password = "certainly-wrong",
            ReconnectDelay = TimeSpan.FromMilliseconds(10),
        });
        client.Start();
        await client.WaitForAsync(s => s.LastError is not null);

        client.Status.LastError.Should().Contain("NotAuthorized").And.NotContain("certainly-wrong");
        client.Status.State.Should().Be(MqttClientState.Connecting);
    }

    private static async Task<MqttClient> ConnectAsync(
        MosquittoServer server,
        string clientId,
        MqttProtocolVersion version,
        CollectingIntake? intake = null,
        params MqttSubscription[] subscriptions)
    {
        var client = new MqttClient(
            new MqttClientOptions { Url = new Uri(server.Url), ClientId = clientId, Protocol = version, Subscriptions = subscriptions },
            intake);
        using var bound = new CancellationTokenSource(Bound);
        await client.ConnectAsync(bound.Token);
        return client;
    }
}
