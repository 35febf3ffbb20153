using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class SubscriptionTests
{
    [Fact] // [MQTT-3.3.4-2] to [MQTT-3.3.4-5]
    public async Task Overlapping_Filters_GiveOneCopyAtTheHighestQosWithAllIdentifiers()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var to = await broker.ConnectAsync("to", 5);
        await using var from = await broker.ConnectAsync("from", 5);
        await to.SubscribeAsync(1, 7, new MqttSubscription("a/#", 0));
        await to.SubscribeAsync(2, 8, new MqttSubscription("a/+", 2));
        await to.SubscribeAsync(3, 9, new MqttSubscription("b", 1));
        await from.PublishAsync("a/x", "m", 1, 1);
        var copy = await to.ReceiveAsync();
        copy.Text.Should().Be("publish a/x 'm' q1");
        copy.Properties!.SubscriptionIdentifiers.Should().BeEquivalentTo(new[] { 7u, 8u });
        await to.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-3.8.3-3]
    public async Task NoLocal_OwnMessage_IsNotSentBack()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var a = await broker.ConnectAsync("a", 5);
        await using var b = await broker.ConnectAsync("b", 5);
        await a.SubscribeAsync(1, 0, new MqttSubscription("t", 0, NoLocal: true));
        await a.PublishAsync("t", "mine");
        await b.PublishAsync("t", "yours");
        await a.ExpectAsync("publish t 'yours' q0");
        await a.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-4.7.2-1]
    public async Task DollarTopics_AreNotMatchedByALeadingWildcardNorWritableUnderSys()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);
        await client.SubscribeAsync("#");
        await client.SubscribeAsync("+/x");
        await client.SubscribeAsync("$own/#");
        await client.PublishAsync("$SYS/x", "no", 1, 1);
        await client.ExpectAsync("puback 1 87");
        await client.PublishAsync("$own/x", "yes");
        await client.ExpectAsync("publish $own/x 'yes' q0");
        await client.ExpectSilenceAsync();
    }

    [Fact]
    public async Task SharedSubscription_ThreeMembers_EachMessageGoesToOne()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from", 4);
        var members = new List<RawClient>();
        for (var i = 0; i < 3; i++)
        {
            var member = await broker.ConnectAsync($"m{i}", i == 0 ? 4 : 5);
            await member.SubscribeAsync("$share/g/a/+", 1);
            members.Add(member);
        }

        await using var plain = await broker.ConnectAsync("plain");
        await plain.SubscribeAsync("a/+");
        for (ushort i = 1; i <= 9; i++)
        {
            await from.PublishAsync("a/x", $"{i}", 1, i);
            await from.ExpectAsync($"puback {i}");
        }

        var seen = new List<string>();
        foreach (var member in members)
        {
            for (var i = 0; i < 3; i++)
            {
                var copy = await member.ReceiveAsync();
                seen.Add(copy.Payload);
                await member.AckAsync(MqttPacketType.PubAck, copy.PacketId);
            }

            await member.ExpectSilenceAsync();
            await member.DisposeAsync();
        }

        seen.Should().BeEquivalentTo("1", "2", "3", "4", "5", "6", "7", "8", "9");
        for (var i = 1; i <= 9; i++)
        {
            await plain.ExpectAsync($"publish a/x '{i}' q0");
        }
    }

    [Fact]
    public async Task Retained_ByHandlingAndAsPublished_ComesAsAsked()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from", 5);
        await from.PublishAsync("r/1", "one", 1, 1, retain: true);
        await from.PublishAsync("r/2", "two", retain: true);
        await from.PublishAsync("r/3", "three", retain: true);
        await from.PublishAsync("r/3", "", retain: true); // [MQTT-3.3.1-6]
        await from.ExpectAsync("puback 1");
        await from.ExpectSilenceAsync();
        broker.Broker.RetainedCount.Should().Be(2);

        await using var to = await broker.ConnectAsync("to", 5);
        await to.SubscribeAsync(1, 5, new MqttSubscription("r/+", 1));
        var first = new[] { await to.ReceiveAsync(), await to.ReceiveAsync() };
        first.Select(r => r.Text).Should().BeEquivalentTo("publish r/1 'one' q1 retain", "publish r/2 'two' q0 retain");
        first.Should().OnlyContain(r => r.Properties!.SubscriptionIdentifiers!.Contains(5u));

        // Again with "if new": nothing; as a new filter: again ([MQTT-3.3.1-10], [MQTT-3.3.1-11]).
        await to.SubscribeAsync(2, 0, new MqttSubscription("r/+", 1, RetainHandling: MqttRetainHandling.SendIfNew));
        await to.SubscribeAsync(3, 0, new MqttSubscription("r/2", 0, RetainHandling: MqttRetainHandling.DoNotSend));
        await to.SubscribeAsync(4, 0, new MqttSubscription("$share/g/r/2", 0));
        await to.ExpectSilenceAsync();

        // Live messages: the flag only where it was asked for ([MQTT-3.3.1-12], [MQTT-3.3.1-13]).
        await using var plain = await broker.ConnectAsync("plain", 4);
        await plain.SubscribeAsync("live");
        await using var kept = await broker.ConnectAsync("kept", 5);
        await kept.SubscribeAsync(1, 0, new MqttSubscription("live", 0, RetainAsPublished: true));
        await from.PublishAsync("live", "x", retain: true);
        await plain.ExpectAsync("publish live 'x' q0");
        await kept.ExpectAsync("publish live 'x' q0 retain");
    }

    [Fact]
    public async Task Retained_UnderDollar_IsNotGivenToAHash()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a");
        await client.PublishAsync("$x/y", "hidden", retain: true);
        await client.PublishAsync("x", "seen", retain: true);
        await client.SubscribeAsync("#");
        await client.ExpectAsync("publish x 'seen' q0 retain");
        await client.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-3.3.2-4], [MQTT-3.3.2-15], [MQTT-3.3.2-17], [MQTT-3.3.2-18], [MQTT-3.3.2-20]
    public async Task Properties_OfAMessage_GoThroughInOrderAndExpiryCountsDown()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        await using var from = await broker.ConnectAsync("from", 5);
        await using var now = await broker.ConnectAsync("now", 5);
        await now.SubscribeAsync("a");
        var later = await broker.ConnectAsync("later", 5, false, new MqttProperties { SessionExpiryInterval = 100 });
        await later.SubscribeAsync("a", 1);
        await later.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 2);
        var properties = new MqttProperties
        {
            MessageExpiryInterval = 10,
            PayloadFormatIndicator = 1,
            ContentType = "text/plain",
            ResponseTopic = "reply/here",
            CorrelationData = [1, 2, 3],
            TopicAlias = 3,
            UserProperties = [new("b", "1"), new("a", "2"), new("b", "3")],
        };
        await from.PublishAsync("a", "long", 1, 1, properties: properties);
        await from.PublishAsync("a", "short", 1, 2, properties: new MqttProperties { MessageExpiryInterval = 3 });
        await from.ExpectAsync("puback 1", "puback 2");

        var copy = await now.ReceiveAsync();
        copy.Properties.Should().BeEquivalentTo(new MqttProperties
        {
            MessageExpiryInterval = 10,
            PayloadFormatIndicator = 1,
            ContentType = "text/plain",
            ResponseTopic = "reply/here",
            CorrelationData = [1, 2, 3],
            UserProperties = properties.UserProperties,
        });
        time.Advance(TimeSpan.FromSeconds(4));
        await using var back = await broker.ConnectAsync("later", 5, false);
        var kept = await back.ReceiveAsync();
        kept.Text.Should().Be("publish a 'long' q1");
        kept.Properties!.MessageExpiryInterval.Should().Be(6);
        await back.ExpectSilenceAsync();
        broker.Broker.Counters.DroppedFor(SmartCity.Ioc.Mqtt.Broker.MqttDropReason.Expired).Should().Be(1);
    }

    [Fact]
    public async Task TopicAliases_BothWays_StandForTheTopic()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from", 5);
        await using var to = await broker.ConnectAsync("to", 5, properties: new MqttProperties { TopicAliasMaximum = 1 });
        await to.SubscribeAsync("#");
        await from.PublishAsync("long/topic", "1", properties: new MqttProperties { TopicAlias = 2 });
        await from.PublishAsync("", "2", properties: new MqttProperties { TopicAlias = 2 });
        await from.PublishAsync("other", "3", properties: new MqttProperties { TopicAlias = 2 });
        await from.PublishAsync("", "4", properties: new MqttProperties { TopicAlias = 2 });
        var copies = new[] { await to.ReceiveAsync(), await to.ReceiveAsync(), await to.ReceiveAsync(), await to.ReceiveAsync() };
        copies.Select(c => (c.Topic, c.TopicAlias, c.Payload)).Should().Equal(
            ("long/topic", (ushort)1, "1"), ("", (ushort)1, "2"), ("other", (ushort)0, "3"), ("other", (ushort)0, "4"));
    }

    [Fact] // [MQTT-3.3.4-7], section 4.9
    public async Task ReceiveMaximum_OfTheClient_HoldsBackWhatIsBeyond()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from");
        await using var to = await broker.ConnectAsync("to", 5, properties: new MqttProperties { ReceiveMaximum = 2 });
        await to.SubscribeAsync("a", 2);
        for (ushort i = 1; i <= 4; i++)
        {
            await from.PublishAsync("a", $"{i}", (byte)(i % 2 + 1), i);
            await from.ReceiveAsync();
        }

        var one = await to.ReceiveAsync();
        var two = await to.ReceiveAsync();
        await to.ExpectSilenceAsync();
        await to.AckAsync(MqttPacketType.PubRec, one.PacketId, MqttReasonCode.UnspecifiedError); // Ends the exchange.
        await to.ExpectAsync("publish a '3' q2");
        await to.AckAsync(MqttPacketType.PubAck, two.PacketId);
        await to.ExpectAsync("publish a '4' q1");
    }

    [Fact] // [MQTT-3.1.2-24], [MQTT-3.1.2-25]
    public async Task MaximumPacketSize_OfTheClient_DropsWhatIsLarger()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from");
        await using var to = await broker.ConnectAsync("to", 5, properties: new MqttProperties { MaximumPacketSize = 40 });
        await to.SubscribeAsync("a", 1);
        await from.PublishAsync("a", new string('x', 100), 1, 1);
        await from.PublishAsync("a", "fits", 1, 2);
        await to.ExpectAsync("publish a 'fits' q1");
        await to.ExpectSilenceAsync();
    }

    [Fact]
    public async Task ReceiveMaximum_OfTheBroker_ExceededIsToldAndEnds() // [MQTT-3.3.4-9]
    {
        await using var broker = await TestBroker.StartAsync(o => o.ReceiveMaximum = 2);
        await using var from = await broker.ConnectAsync("from", 5);
        from.ConnAck!.Properties!.ReceiveMaximum.Should().Be(2);
        for (ushort i = 1; i <= 3; i++)
        {
            await from.PublishAsync("a", "x", 2, i);
        }

        await from.ExpectAsync("pubrec 1", "pubrec 2");
        await from.ExpectEndAsync("disconnect 93");
    }

    [Fact]
    public async Task Subscriptions_PerClient_HaveABound()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumSubscriptionsPerClient = 2);
        await using var client = await broker.ConnectAsync("a", 5);
        var answer = await client.SubscribeAsync(4, 0, new("a", 1), new("b", 2), new("c"), new("a"));
        answer.Text.Should().Be("suback 4 01 02 97 00");
    }

    [Fact]
    public async Task Topic_OfTooManyLevels_IsRefused()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumTopicLevels = 10);
        await using var client = await broker.ConnectAsync("a", 5);
        var deep = string.Join('/', Enumerable.Repeat("x", 11));
        (await client.SubscribeAsync(1, 0, new MqttSubscription(deep))).Text.Should().Be("suback 1 8f");
        await client.PublishAsync(deep, "x", 1, 1);
        await client.ExpectAsync("puback 1 87");
    }

    [Theory] // Section 4.8.2: a member whose session ends leaves its QoS 1 messages to another.
    [InlineData(true)]
    [InlineData(false)]
    public async Task SharedSubscription_WhoseMemberLeavesForGood_GoesOnWithAnother(bool byCleanStart)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from", 5);
        var leaving = await broker.ConnectAsync("leaving", 5, properties: new MqttProperties { SessionExpiryInterval = byCleanStart ? 3600u : 0, ReceiveMaximum = 2 });
        await leaving.SubscribeAsync("$share/g/t", 1);
        for (ushort id = 1; id <= 4; id++)
        {
            await from.PublishAsync("t", $"{id}", 1, id);
            await from.ExpectAsync($"puback {id}");
        }

        // Two in flight, one of them acknowledged later than the session ends; two wait.
        (await leaving.ReceiveAsync()).Payload.Should().Be("1");
        await using var staying = await broker.ConnectAsync("staying", 5);
        (await staying.SubscribeAsync(7, 9, new MqttSubscription("$share/g/t", 1))).Text.Should().Be("suback 7 01");
        await leaving.DisposeAsync();
        if (byCleanStart)
        {
            await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 2);
            await (await broker.ConnectAsync("leaving", 5, clean: true)).DisposeAsync();
        }

        foreach (var expected in new[] { "1", "2", "3", "4" })
        {
            var copy = await staying.ReceiveAsync();
            (copy.Text, copy.Properties!.SubscriptionIdentifiers).Should().BeEquivalentTo(($"publish t '{expected}' q1", new[] { 9u }));
            await staying.AckAsync(MqttPacketType.PubAck, copy.PacketId);
        }

        await staying.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-4.8.2-5]
    public async Task SharedSubscription_OfQos2_GivesNoMessageToAnotherThatTheFirstMayHave()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from", 5);
        var leaving = await broker.ConnectAsync("leaving", 5, properties: new MqttProperties { ReceiveMaximum = 1 });
        await leaving.SubscribeAsync("$share/g/t", 2);
        await from.PublishAsync("t", "sent", 2, 1);
        await from.PublishAsync("t", "waiting", 2, 2);
        await from.ExpectAsync("pubrec 1", "pubrec 2");
        await leaving.ExpectAsync("publish t 'sent' q2");
        await using var staying = await broker.ConnectAsync("staying", 5);
        await staying.SubscribeAsync("$share/g/t", 2);

        await leaving.DisposeAsync();

        await staying.ExpectAsync("publish t 'waiting' q2");
        await staying.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-4.8.2-6]
    public async Task SharedSubscription_WhoseMemberRefusesAMessage_GivesItToNobodyElse()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from", 5);
        var refusing = await broker.ConnectAsync("refusing", 5);
        await refusing.SubscribeAsync("$share/g/t", 1);
        await from.PublishAsync("t", "x", 1, 1);
        await from.ExpectAsync("puback 1");
        var copy = await refusing.ReceiveAsync();
        await using var other = await broker.ConnectAsync("other", 5);
        await other.SubscribeAsync("$share/g/t", 1);

        await refusing.AckAsync(MqttPacketType.PubAck, copy.PacketId, MqttReasonCode.ImplementationSpecificError);
        await refusing.ExpectSilenceAsync();
        await refusing.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.SessionCount == 2);

        await other.ExpectSilenceAsync();
    }
}
