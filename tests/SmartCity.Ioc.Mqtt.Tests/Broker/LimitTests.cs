using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class LimitTests
{
    [Fact]
    public async Task Connections_BeyondTheTotal_AreClosedAtOnce()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumConnections = 2);
        await using var a = await broker.ConnectAsync("a");
        await using var b = await broker.ConnectAsync("b");
        await using var c = await broker.OpenAsync();
        await c.ExpectEndAsync();
        broker.Broker.Counters.RefusedFor(MqttRefusal.TooManyConnections).Should().Be(1);
        await a.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
        await using var d = await broker.ConnectAsync("d");
    }

    [Fact]
    public async Task Connections_OfOneAddress_AreLimitedInNumberAndRate()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(
            o =>
            {
                o.LimitLoopback = true;
                o.MaximumConnectionsPerAddress = 1;
                o.ConnectionsPerSecondPerAddress = 1;
            },
            s => s.AddSingleton<TimeProvider>(time));
        await using var a = await broker.ConnectAsync("a");
        for (var i = 0; i < 6; i++)
        {
            await using var more = await broker.OpenAsync();
            await more.ExpectEndAsync();
        }

        broker.Broker.Counters.RefusedFor(MqttRefusal.TooManyFromAddress).Should().Be(4);
        broker.Broker.Counters.RefusedFor(MqttRefusal.ConnectRate).Should().Be(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10 0C 0004 'MQ'")]
    public async Task Connection_ThatDoesNotConnect_IsLetGo(string hex)
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        await using var client = await broker.OpenAsync();
        await client.SendAsync(hex);
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
        time.Advance(TimeSpan.FromSeconds(11));
        await client.ExpectEndAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 0);
        broker.Broker.Counters.RefusedFor(MqttRefusal.ConnectTimeout).Should().Be(1);
    }

    [Fact]
    public async Task Messages_FasterThanAllowed_EndTheConnection()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(o => o.MaximumMessagesPerSecond = 5, s => s.AddSingleton<TimeProvider>(time));
        await using var client = await broker.ConnectAsync("a", 5);
        for (var i = 0; i < 11; i++)
        {
            await client.PublishAsync("a", "x");
        }

        await client.ExpectEndAsync("disconnect 96");
    }

    [Fact]
    public async Task Reader_WhoDoesNotRead_CostsABoundAndIsCutOff()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(
            o =>
            {
                o.MaximumQueuedMessages = 10;
                o.MaximumOutboundBytes = 64 * 1024;
            },
            s => s.AddSingleton<TimeProvider>(time));
        await using var lazy = await broker.ConnectAsync("lazy");
        await lazy.SubscribeAsync("a");
        await using var from = await broker.ConnectAsync("from");
        var payload = new string('x', 60_000);
        for (var i = 0; i < 400; i++)
        {
            await from.PublishAsync("a", payload);
        }

        await from.ExpectSilenceAsync();
        broker.Broker.Counters.DroppedFor(MqttDropReason.QueueFull).Should().BeGreaterThan(0);

        // The publisher's answer may have arrived while its write still counts as under way; half a minute later it would be slow, too.
        await Eventually.TrueAsync(() => broker.Broker.ConnectionsFlushing == 1);
        await Eventually.TrueAsync(() =>
        {
            // More than once: the kernel may take a last piece after the first.
            time.Advance(TimeSpan.FromSeconds(31));
            return broker.Broker.Counters.Connections == 1;
        });
        broker.Broker.Counters.RefusedFor(MqttRefusal.SlowConsumer).Should().Be(1);
    }

    [Fact]
    public async Task Sessions_BeyondTheirNumber_AreRefusedAsBusy()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumSessions = 1);
        await using var a = await broker.ConnectAsync("a", 4, clean: false);
        await using var b = await broker.OpenAsync(5);
        await b.SendAsync(new ConnectPacket { ClientId = "b" });
        await b.ExpectEndAsync("connack 0 89");
    }

    [Fact]
    public async Task RandomBytes_AfterConnect_NeverDisturbAnybodyElse()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var bystander = await broker.ConnectAsync("bystander");
        await bystander.SubscribeAsync("quiet");
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            await using var client = await broker.ConnectAsync($"c{i % 7}", 3 + (i % 3));
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            bytes[0] = (byte)(random.Next(1, 16) << 4 | random.Next(0, 4));
            await client.SendAsync(bytes);
        }

        await bystander.PublishAsync("quiet", "still here");
        await bystander.ExpectAsync("publish quiet 'still here' q0");
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
    }
}
