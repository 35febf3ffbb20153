using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class SessionTests
{
    private static readonly MqttProperties Hour = new() { SessionExpiryInterval = 3600 };

    [Fact] // [MQTT-3.1.4-3]
    public async Task Client_ConnectingAgain_TakesOverAndTheOldOneIsTold()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var old = await broker.ConnectAsync("a", 5);
        await using var older = await broker.ConnectAsync("b", 4);
        await using var again = await broker.ConnectAsync("a", 5);
        await using var b = await broker.ConnectAsync("b", 4);
        await old.ExpectEndAsync("disconnect 8e");
        await older.ExpectEndAsync();
        await again.ExpectSilenceAsync();
        broker.Broker.Counters.TakeOvers.Should().Be(2);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Session_Kept_QueuesWhileAwayAndDeliversInOrder(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from");
        var to = await broker.ConnectAsync("to", version, clean: false, properties: version == 5 ? Hour : null);
        to.ConnAck!.SessionPresent.Should().BeFalse();
        await to.SubscribeAsync("a", 2);
        await to.SendAsync("E0 00");
        await to.ExpectEndAsync();
        await to.DisposeAsync();

        await from.PublishAsync("a", "0");
        await from.PublishAsync("a", "1", 1, 1);
        await from.PublishAsync("a", "2", 2, 2);
        await from.ExpectAsync("puback 1", "pubrec 2");

        await using var back = await broker.ConnectAsync("to", version, clean: false, properties: version == 5 ? Hour : null);
        back.ConnAck!.SessionPresent.Should().BeTrue();
        await back.ExpectAsync("publish a '1' q1", "publish a '2' q2");
        await back.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-4.4.0-1]
    public async Task Message_NotAcknowledged_IsSentAgainOnlyOnTheNextConnection()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from");
        var to = await broker.ConnectAsync("to", 5, clean: false, properties: Hour);
        await to.SubscribeAsync("a", 2);
        await from.PublishAsync("a", "1", 1, 1);
        await from.PublishAsync("a", "2", 2, 2);
        await from.PublishAsync("a", "3", 2, 3);
        var one = await to.ReceiveAsync();
        var two = await to.ReceiveAsync();
        await to.ExpectAsync("publish a '3' q2");
        await to.AckAsync(MqttPacketType.PubRec, two.PacketId);
        await to.ExpectAsync($"pubrel {two.PacketId}");
        await to.ExpectSilenceAsync();
        await to.DisposeAsync();

        await using var back = await broker.ConnectAsync("to", 5, clean: false, properties: Hour);
        var again = await back.ReceiveAsync();
        again.Text.Should().Be("publish a '1' q1 dup");
        again.PacketId.Should().Be(one.PacketId);
        await back.ExpectAsync($"pubrel {two.PacketId}", "publish a '3' q2 dup");
        await back.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-3.1.2-4]
    public async Task CleanStart_OverAKeptSession_ForgetsIt()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var from = await broker.ConnectAsync("from");
        var to = await broker.ConnectAsync("to", 4, clean: false);
        await to.SubscribeAsync("a", 1);
        await to.DisposeAsync();
        await using var clean = await broker.ConnectAsync("to", 4);
        clean.ConnAck!.SessionPresent.Should().BeFalse();
        await from.PublishAsync("a", "x", 1, 1);
        await from.ExpectAsync("puback 1");
        await clean.ExpectSilenceAsync();
    }

    [Fact]
    public async Task Session_PastItsExpiry_IsGone()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        var to = await broker.ConnectAsync("to", 5, clean: false, properties: Hour);
        await to.SubscribeAsync("a", 1);
        await to.SendAsync("E0 07 00 05 11 0000000A"); // DISCONNECT makes it ten seconds.
        await to.ExpectEndAsync();
        await to.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 0);

        time.Advance(TimeSpan.FromSeconds(9));
        broker.Broker.SessionCount.Should().Be(1);
        time.Advance(TimeSpan.FromSeconds(2));
        broker.Broker.SessionCount.Should().Be(0);
        broker.Broker.SubscriptionCount.Should().Be(0);
    }

    [Fact]
    public async Task Client_WithoutAnIdentifier_GetsOne()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("", 5, clean: false);
        client.ConnAck!.Properties!.AssignedClientIdentifier.Should().NotBeNullOrEmpty();
        await using var other = await broker.ConnectAsync("", 4);
        broker.Broker.SessionCount.Should().Be(2);
    }

    [Theory]
    [InlineData(1.4, true)]
    [InlineData(1.6, false)]
    public async Task KeepAlive_OneAndAHalfTimes_IsThePatience(double times, bool stays) // [MQTT-3.1.2-22]
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        await using var client = await broker.ConnectAsync("a", 5, keepAlive: 10);
        time.Advance(TimeSpan.FromSeconds(10 * times));
        if (stays)
        {
            await client.ExpectSilenceAsync();
        }
        else
        {
            await client.ExpectEndAsync("disconnect 8d");
        }
    }

    [Fact]
    public async Task Queue_Overflowing_DropsTheOldestAndCountsIt()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumQueuedMessages = 3);
        await using var from = await broker.ConnectAsync("from");
        var to = await broker.ConnectAsync("to", 4, clean: false);
        await to.SubscribeAsync("a", 1);
        await to.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
        for (ushort i = 1; i <= 5; i++)
        {
            await from.PublishAsync("a", $"{i}", 1, i);
            await from.ExpectAsync($"puback {i}");
        }

        await using var back = await broker.ConnectAsync("to", 4, clean: false);
        await back.ExpectAsync("publish a '3' q1", "publish a '4' q1", "publish a '5' q1");
        await back.ExpectSilenceAsync();
        broker.Broker.Counters.DroppedFor(SmartCity.Ioc.Mqtt.Broker.MqttDropReason.QueueFull).Should().Be(2);
    }
}
