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
    public async Task Packets_ThatNeverEnd_AreHeldWithinABoundForAllTogether()
    {
        const int Bound = 1024 * 1024;
        const int Free = 16 * 1024;
        await using var broker = await TestBroker.StartAsync(o => o.MaximumHeldBytesTotal = Bound);
        await using var first = await broker.ConnectAsync("first", 5);
        await using var second = await broker.ConnectAsync("second", 5);

        // A PUBLISH of 917,504 bytes behind its length, of which 700 KiB come.
        byte[] head = [0x30, 0x80, 0x80, 0x38, 0, 1, (byte)'t', 0];
        var part = new byte[700 * 1024];
        head.CopyTo(part, 0);
        await first.SendAsync(part);
        await Eventually.TrueAsync(() => broker.Broker.HeldBytes == part.Length - Free);
        await second.SendAsync(part[..(Bound - part.Length + (2 * Free))]);
        await Eventually.TrueAsync(() => broker.Broker.HeldBytes == Bound);
        await second.SendAsync([0]);
        await second.ExpectEndAsync("disconnect 97");

        await first.SendAsync(new byte[917_504 + 4 - part.Length]);
        await first.ExpectSilenceAsync();
        await Eventually.TrueAsync(() => broker.Broker.HeldBytes == 0);
    }

    [Fact]
    public async Task TopicAliases_OfOneClient_CountAsHeld()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var client = await broker.ConnectAsync("a", 5))
        {
            for (ushort alias = 1; alias <= 2; alias++)
            {
                await client.PublishAsync(new string('t', 60_000), "", properties: new MqttProperties { TopicAlias = alias });
            }

            await client.PublishAsync("short", "", properties: new MqttProperties { TopicAlias = 2 });
            await client.ExpectSilenceAsync();
            broker.Broker.HeldBytes.Should().Be(60_000 + 5 - (16 * 1024));
        }

        await Eventually.TrueAsync(() => broker.Broker.HeldBytes == 0);
    }

    [Fact]
    public async Task Qos2_WithEveryIdentifierOpen_IsHeldAndCompleted()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a");
        foreach (var (type, answer) in new[] { (MqttPacketType.Publish, "pubrec"), (MqttPacketType.PubRel, "pubcomp") })
        {
            for (var first = 1; first <= ushort.MaxValue; first += 255)
            {
                await client.SendAsync(output =>
                {
                    for (var id = first; id < first + 255; id++)
                    {
                        if (type == MqttPacketType.Publish)
                        {
                            new OutgoingPublish { Topic = "t"u8, Qos = 2, PacketId = (ushort)id }.Write(output, client.Version);
                        }
                        else
                        {
                            new AckPacket(type, (ushort)id).Write(output, client.Version);
                        }
                    }
                });
                for (var id = first; id < first + 255; id++)
                {
                    await client.ExpectAsync($"{answer} {id}");
                }
            }
        }

        await client.ExpectSilenceAsync();
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
