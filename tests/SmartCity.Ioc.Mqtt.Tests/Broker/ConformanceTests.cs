using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>What conformance suites ask of a broker beyond the tests of each part.</summary>
public sealed class ConformanceTests
{
    private static readonly MqttProperties Hour = new() { SessionExpiryInterval = 3600 };

    [Theory] // Sections 4.7.1 and 4.7.2; [MQTT-4.7.1-1] to [MQTT-4.7.1-3], [MQTT-4.7.2-1], [MQTT-4.7.3-4]
    [InlineData("+", "a", true)]
    [InlineData("+", "/a", false)]
    [InlineData("/+", "/a", true)]
    [InlineData("+/+", "/a", true)]
    [InlineData("+/+", "/", true)]
    [InlineData("#", "/", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+/b", "a//b", true)]
    [InlineData("a//b", "a/b", false)]
    [InlineData("A", "a", false)]
    [InlineData("+/b/#", "a/b", true)]
    [InlineData("+/#", "$x/a", false)]
    [InlineData("$x/#", "$x/a", true)]
    [InlineData("$x/+", "$x/a", true)]
    [InlineData("tp\u00ed ch\u1ebft/+", "tp\u00ed ch\u1ebft/\ufeffx", true)] // [MQTT-1.5.4-3]: U+FEFF is kept.
    public async Task Filter_AndTopic_MatchLiveAndRetained(string filter, string topic, bool matches)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a");
        await client.SubscribeAsync(filter);
        await client.PublishAsync(topic, "x", retain: true);
        await client.ExpectAsync(matches ? [$"publish {topic} 'x' q0"] : []);
        await client.SubscribeAsync(filter);
        await client.ExpectAsync(matches ? [$"publish {topic} 'x' q0 retain"] : []); // 3.1.1 [MQTT-3.8.4-3]: sent again.
        await client.ExpectSilenceAsync();
    }

    [Theory] // [MQTT-3.1.2-21]
    [InlineData(120, 60)]
    [InlineData(0, 60)]
    [InlineData(30, null)]
    public async Task KeepAlive_LongerThanAllowed_IsToldTheServers(int asked, int? told)
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumKeepAlive = 60);
        await using var client = await broker.ConnectAsync("a", 5, keepAlive: (ushort)asked);
        client.ConnAck!.Properties!.ServerKeepAlive.Should().Be((ushort?)told);
    }

    [Fact]
    public async Task Session_WithItsExpiry_IsPresentOrNotAsAsked()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumSessionExpiry = TimeSpan.FromHours(2));
        (await LeaveAsync(true, null)).Should().BeFalse();
        (await LeaveAsync(false, Hour)).Should().BeFalse("expiry 0 ended with its connection");
        (await LeaveAsync(false, Hour)).Should().BeTrue();
        (await LeaveAsync(true, Hour)).Should().BeFalse("[MQTT-3.1.2-4]");
        (await LeaveAsync(false, null)).Should().BeTrue("a clean start with an expiry begins a session that is kept");
        (await LeaveAsync(false, null)).Should().BeFalse("its second connection asked for none");
        await using var capped = await broker.ConnectAsync("b", 5, properties: new MqttProperties { SessionExpiryInterval = uint.MaxValue });
        capped.ConnAck!.Properties!.SessionExpiryInterval.Should().Be(7200); // [MQTT-3.2.2-21]

        async Task<bool> LeaveAsync(bool clean, MqttProperties? properties)
        {
            await using var client = await broker.ConnectAsync("a", 5, clean, properties);
            await client.SendAsync("E0 00");
            await client.ExpectEndAsync();
            return client.ConnAck!.SessionPresent;
        }
    }

    [Fact] // [MQTT-3.3.2-5], [MQTT-3.3.2-6]
    public async Task Messages_PastTheirExpiry_AreNeitherQueuedNorRetained()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        var to = await broker.ConnectAsync("to", 5, false, Hour);
        await to.SubscribeAsync("t/+", 1);
        await to.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 0);
        await using var from = await broker.ConnectAsync("from", 5);
        await from.PublishAsync("t/1", "short", 1, 1, retain: true, properties: new MqttProperties { MessageExpiryInterval = 1 });
        await from.PublishAsync("t/2", "long", 1, 2, retain: true, properties: new MqttProperties { MessageExpiryInterval = 100 });
        await from.PublishAsync("t/3", "ever", 1, 3);
        await from.ExpectAsync("puback 1", "puback 2", "puback 3");
        time.Advance(TimeSpan.FromSeconds(3));

        await using var back = await broker.ConnectAsync("to", 5, false, Hour);
        var first = await back.ReceiveAsync();
        first.Text.Should().Be("publish t/2 'long' q1");
        first.Properties!.MessageExpiryInterval.Should().Be(97);
        await back.ExpectAsync("publish t/3 'ever' q1");
        await from.SubscribeAsync("t/#");
        var retained = await from.ReceiveAsync();
        retained.Text.Should().Be("publish t/2 'long' q0 retain");
        retained.Properties!.MessageExpiryInterval.Should().Be(97);
        await from.ExpectSilenceAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Retained_SetChangedAndDeleted_IsTheLastOne(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", version);
        await client.PublishAsync("t", "1", 2, 1, retain: true);
        await client.ExpectAsync("pubrec 1");
        await client.PublishAsync("t", "2", 0, retain: true);
        await client.PublishAsync("t", "not kept");
        await client.SubscribeAsync("t", 2);
        await client.ExpectAsync("publish t '2' q0 retain"); // At the lower of both QoS.
        await client.PublishAsync("t", "", retain: true);
        await client.ExpectAsync("publish t '' q0"); // [MQTT-3.3.1-6]
        await client.SubscribeAsync("t", 2);
        await client.ExpectSilenceAsync();
        broker.Broker.RetainedCount.Should().Be(0);
    }

    [Fact] // [MQTT-3.8.4-3]
    public async Task Subscription_MadeAgain_TakesTheNewOptionsAndIdentifier()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);
        await client.SubscribeAsync(1, 5, new MqttSubscription("t", 2));
        await client.SubscribeAsync(2, 6, new MqttSubscription("t", 0));
        await client.PublishAsync("t", "x", 0);
        var copy = await client.ReceiveAsync();
        copy.Text.Should().Be("publish t 'x' q0");
        copy.Properties!.SubscriptionIdentifiers.Should().Equal(6u);
        broker.Broker.SubscriptionCount.Should().Be(1);
        await client.SubscribeAsync(3, 0, new MqttSubscription("t", 1));
        await client.PublishAsync("t", "y", 1, 1);
        var packets = new[] { await client.ReceiveAsync(), await client.ReceiveAsync() };
        var second = packets.Single(p => p.Type == MqttPacketType.Publish);
        second.Qos.Should().Be(1);
        second.Properties?.SubscriptionIdentifiers.Should().BeNullOrEmpty();
    }

    [Fact] // Section 4.8.2: a shared subscription stands beside an ordinary one of the same filter.
    public async Task SharedAndOrdinary_OfOneClient_EachGiveACopy()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);
        await client.SubscribeAsync("t", 1, 1);
        await client.SubscribeAsync("$share/g/t", 0, 2);
        await client.PublishAsync("t", "x");
        await client.ExpectAsync("publish t 'x' q0", "publish t 'x' q0");
        await client.SendAsync(w => new UnsubscribePacket(3, ["$share/h/t", "$share/g/t"]).Write(w, client.Version));
        await client.ExpectAsync("unsuback 3 11 00");
        await client.PublishAsync("t", "y");
        await client.ExpectAsync("publish t 'y' q0");
        await client.ExpectSilenceAsync();
    }

    [Fact] // Section 3.3.2.3.4: an alias is the connection's.
    public async Task TopicAlias_OfAnEarlierConnection_IsUnknown()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var first = await broker.ConnectAsync("a", 5, false, Hour))
        {
            await first.PublishAsync("t", "x", 1, 1, properties: new MqttProperties { TopicAlias = 1 });
            await first.ExpectAsync("puback 1");
        }

        await using var again = await broker.ConnectAsync("a", 5, false, Hour);
        await again.PublishAsync("", "y", 1, 2, properties: new MqttProperties { TopicAlias = 1 });
        await again.ExpectEndAsync("disconnect 82");
    }

    [Fact]
    public async Task Limits_OfTheBroker_AreToldAndHeld()
    {
        await using var broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumPacketSize = 2048;
            o.ResponseInformation = "answers/";
        });
        await using var client = await broker.ConnectAsync("a", 5, properties: new MqttProperties { RequestResponseInformation = true });
        var told = client.ConnAck!.Properties!;
        told.MaximumPacketSize.Should().Be(2048);
        told.TopicAliasMaximum.Should().Be(32);
        told.ReceiveMaximum.Should().Be(1024);
        told.ResponseInformation.Should().Be("answers/");
        told.AssignedClientIdentifier.Should().BeNull(); // [MQTT-3.2.2-16] only for an empty one
        await client.PublishAsync("t", new string('x', 2100), 1, 1);
        await client.ExpectEndAsync("disconnect 95");
    }

    [Fact] // [MQTT-2.2.1-4]: after the acknowledgement an identifier is free.
    public async Task Identifier_UsedAgain_IsANewMessage()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var to = await broker.ConnectAsync("to");
        await to.SubscribeAsync("t");
        await using var from = await broker.ConnectAsync("from");
        await from.PublishAsync("t", "1", 1, 5);
        await from.PublishAsync("t", "2", 1, 5, duplicate: true); // QoS 1: DUP says nothing about what the receiver has seen.
        await from.ExpectAsync("puback 5", "puback 5");
        await to.ExpectAsync("publish t '1' q0", "publish t '2' q0"); // [MQTT-3.3.1-3]: DUP is not passed on.
    }

    [Fact] // Unsubscribing ends new messages, not those in flight ([MQTT-3.10.4-3]).
    public async Task Unsubscribe_InTheMiddleOfQos2_LetsItBeCompleted()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from");
        var to = await broker.ConnectAsync("to", 4, clean: false);
        await to.SubscribeAsync("t", 2);
        await from.PublishAsync("t", "1", 2, 1);
        await from.ExpectAsync("pubrec 1");
        var copy = await to.ReceiveAsync();
        await to.SendAsync(w => new UnsubscribePacket(3, ["t"]).Write(w, to.Version));
        await to.ExpectAsync("unsuback 3");
        await to.DisposeAsync();
        await using var back = await broker.ConnectAsync("to", 4, clean: false);
        await back.ExpectAsync("publish t '1' q2 dup");
        await back.AckAsync(MqttPacketType.PubRec, copy.PacketId);
        await back.ExpectAsync($"pubrel {copy.PacketId}");
        await back.AckAsync(MqttPacketType.PubComp, copy.PacketId);
        await back.ExpectSilenceAsync();
    }

    [Theory] // Section 3.1.2.9 and [MQTT-3.1.2-22] of 3.1.1
    [InlineData(5, "10 0F 0004 'MQTT' 05 42 003C 00 0000 0000", "connack 0 00")]
    [InlineData(4, "10 10 0004 'MQTT' 04 82 003C 0001 'a' 0001 'u'", "connack 0 00")]
    [InlineData(4, "10 0E 0004 'MQTT' 04 42 003C 0000 0000", null)]
    public async Task Password_AndUserName_StandAsTheVersionAllows(int version, string hex, string? answer)
    {
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<IMqttAuthenticator>(new AllowAll()));
        await using var client = await broker.OpenAsync(version);
        await client.SendAsync(hex);
        (await client.ReceiveOrEndAsync())?.Text.Should().Be(answer);
    }

    [Fact] // Section 3.1.3.2: the will is a message like any other.
    public async Task Will_WithProperties_IsRetainedForLaterSubscribersAndExpires()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        var will = new MqttWill("w", "gone"u8.ToArray(), 2, Retain: true)
        {
            Properties = new MqttProperties { MessageExpiryInterval = 50, ResponseTopic = "r", UserProperties = [new("k", "v")] },
        };
        await (await broker.ConnectAsync("a", 5, will: will)).DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.RetainedCount == 1);
        await using var watcher = await broker.ConnectAsync("watcher", 5);
        await watcher.SubscribeAsync("w", 2);
        var said = await watcher.ReceiveAsync();
        said.Text.Should().Be("publish w 'gone' q2 retain");
        said.Properties!.ResponseTopic.Should().Be("r");
        said.Properties.UserProperties.Should().Equal(new MqttUserProperty("k", "v"));
        said.Properties.MessageExpiryInterval.Should().Be(50);
        await broker.QuietAsync();
        time.Advance(TimeSpan.FromSeconds(51));
        await using var late = await broker.ConnectAsync("late", 5);
        await late.SubscribeAsync("w", 2);
        await late.ExpectSilenceAsync();
    }
}
