using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class WillTests
{
    private static readonly MqttProperties Hour = new() { SessionExpiryInterval = 3600 };

    [Theory] // [MQTT-3.1.2-8], [MQTT-3.1.2-10], [MQTT-3.14.4-3]
    [InlineData("", true)] // The network is lost.
    [InlineData("E0 00", false)]
    [InlineData("E0 01 00", false)]
    [InlineData("E0 01 04", true)] // Disconnect with will message.
    [InlineData("E0 01 80", true)] // Any reason but 0x00: unspecified error,
    [InlineData("E0 01 93", true)] // receive maximum exceeded,
    [InlineData("E0 01 98", true)] // administrative action.
    [InlineData("00 00", true)] // A protocol error.
    public async Task Will_DependsOnHowTheConnectionEnds(string last, bool comes)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("w", 1);
        await using (var client = await broker.ConnectAsync("a", 5, will: new MqttWill("w", [(byte)'x'], 1, true)))
        {
            await client.SendAsync(last);
        }

        if (comes)
        {
            await watcher.ExpectAsync("publish w 'x' q1");
            broker.Broker.RetainedCount.Should().Be(1);
        }
        else
        {
            await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
            await watcher.ExpectSilenceAsync();
        }
    }

    [Theory]
    [InlineData(30, 3600, 29, false)]
    [InlineData(30, 3600, 31, true)]
    [InlineData(30, 5, 6, true)] // The session ends before: so does the delay.
    [InlineData(30, 0, 0, true)] // It ends at once.
    public async Task Will_WithADelay_WaitsForItOrForTheEndOfTheSession(int delay, int expiry, int passed, bool comes)
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        await using var watcher = await broker.ConnectAsync("watcher", 5);
        await watcher.SubscribeAsync("w");
        var will = new MqttWill("w", [(byte)'x']) { Properties = new MqttProperties { WillDelayInterval = (uint)delay, ContentType = "c" } };
        await (await broker.ConnectAsync("a", 5, false, new MqttProperties { SessionExpiryInterval = (uint)expiry }, will)).DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
        await broker.QuietAsync();
        time.Advance(TimeSpan.FromSeconds(passed));
        if (comes)
        {
            (await watcher.ReceiveAsync()).Properties!.ContentType.Should().Be("c");
        }

        await watcher.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-3.1.3-9]
    public async Task Will_Delayed_IsVoidWhenTheClientIsBackAndSentWhenItStartsClean()
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        await using var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("w");
        var will = new MqttWill("w", [(byte)'x']) { Properties = new MqttProperties { WillDelayInterval = 30 } };
        await (await broker.ConnectAsync("a", 5, false, Hour, will)).DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
        await using (var back = await broker.ConnectAsync("a", 5, false, Hour, will))
        {
            await broker.QuietAsync();
            time.Advance(TimeSpan.FromMinutes(2));
            await watcher.ExpectSilenceAsync();
        }

        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
        await using var clean = await broker.ConnectAsync("a", 5);
        await watcher.ExpectAsync("publish w 'x' q0");
        await watcher.ExpectSilenceAsync();
    }

    [Fact]
    public async Task Will_OnTakeOver_IsSent()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("w");
        await using var old = await broker.ConnectAsync("a", 4, will: new MqttWill("w", [(byte)'x']));
        await using var again = await broker.ConnectAsync("a", 4);
        await watcher.ExpectAsync("publish w 'x' q0");
        await old.ExpectEndAsync();
    }
}
