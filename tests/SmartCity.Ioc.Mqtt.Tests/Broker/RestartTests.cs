using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>What a restart of the server owes to clients that are not there, or not any more: wills, and messages of shared subscriptions.</summary>
public sealed class RestartTests
{
    private static readonly MqttProperties Hour = new() { SessionExpiryInterval = 3600 };

    [Theory] // Section 3.1.2.5: a server that failed may publish wills after its next start.
    [InlineData(4, false, "", true)]
    [InlineData(5, false, "", true)]
    [InlineData(5, true, "", true)]
    [InlineData(4, false, "back", false)]
    [InlineData(5, true, "back", false)]
    [InlineData(4, false, "back, session kept", false)]
    public async Task Will_OfACleanSession_ComesAfterARestartUnlessItsClientIsBack(int version, bool isStopped, string how, bool comes)
    {
        using var folder = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        RawClient gone;
        await using (var broker = await StartAsync(folder))
        {
            gone = await broker.ConnectAsync("device", version, will: new MqttWill("w", "gone"u8.ToArray(), 1));
            await using (var polite = await broker.ConnectAsync("polite", version, will: new MqttWill("w", "polite"u8.ToArray(), 1)))
            {
                await polite.SendAsync("E0 00"); // [MQTT-3.14.4-3]
                await polite.ExpectEndAsync();
            }

            await CopyAsync(broker, folder, killed);
        }

        await gone.DisposeAsync();
        var time = new ManualTimeProvider();
        await using var again = await StartAsync(isStopped ? folder : killed, time);
        await using var watcher = await again.ConnectAsync("watcher", 5);
        await watcher.SubscribeAsync("w", 1);
        await using var back = how.Length == 0 ? null : await again.ConnectAsync("device", version, clean: how == "back");
        back?.ConnAck!.SessionPresent.Should().BeFalse("[MQTT-3.2.2-3]: the session ended with its connection");
        await again.QuietAsync();
        time.Advance(TimeSpan.FromSeconds(58));
        await watcher.ExpectSilenceAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        if (comes)
        {
            await watcher.ExpectAsync("publish w 'gone' q1");
        }

        await watcher.ExpectSilenceAsync();
        again.Broker.SessionCount.Should().Be(comes ? 2 : 3, "there are the watcher, the one that marked the end, and the device where it is back");
    }

    [Fact]
    public async Task Will_PublishedAfterARestart_IsNotPublishedByTheNextOne()
    {
        using var folder = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        await using (var broker = await StartAsync(folder))
        {
            await using var gone = await broker.ConnectAsync("device", 4, will: new MqttWill("w", "gone"u8.ToArray(), 1));
            await CopyAsync(broker, folder, killed);
        }

        for (var start = 1; start <= 2; start++)
        {
            var time = new ManualTimeProvider();
            await using var again = await StartAsync(killed, time);
            await using var watcher = await again.ConnectAsync("watcher");
            await watcher.SubscribeAsync("w", 1);
            await again.QuietAsync();
            time.Advance(TimeSpan.FromSeconds(62));
            if (start == 1)
            {
                await watcher.ExpectAsync("publish w 'gone' q1");
            }

            await watcher.ExpectSilenceAsync();
        }
    }

    [Theory] // [MQTT-3.1.3-9]: the delay counts from the loss of the connection, not from the start of the server.
    [InlineData(600, 400, 100, 90, 120)]
    [InlineData(600, 590, 0, 58, 62)] // Not before clients have had their time to come back.
    [InlineData(600, 100, 7200, 58, 62)] // The server was down when it was due.
    public async Task WillDelay_PendingAtARestart_GoesOn(int delay, int beforeStop, int down, int silentAfter, int saidAfter)
    {
        using var folder = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        var time = new ManualTimeProvider();
        var will = new MqttWill("w", "gone"u8.ToArray(), 1) { Properties = new MqttProperties { WillDelayInterval = (uint)delay } };
        var day = new MqttProperties { SessionExpiryInterval = 86400 };
        await using (var broker = await StartAsync(folder, time))
        {
            await (await broker.ConnectAsync("device", 5, false, day, will)).DisposeAsync();
            await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 0);
            time.Advance(TimeSpan.FromSeconds(beforeStop));
            await CopyAsync(broker, folder, killed);
        }

        time.Advance(TimeSpan.FromSeconds(down));
        await using var again = await StartAsync(killed, time);
        await using var watcher = await again.ConnectAsync("watcher", 5);
        await watcher.SubscribeAsync("w", 1);
        await again.QuietAsync();
        time.Advance(TimeSpan.FromSeconds(silentAfter));
        await watcher.ExpectSilenceAsync();
        time.Advance(TimeSpan.FromSeconds(saidAfter - silentAfter));
        await watcher.ExpectAsync("publish w 'gone' q1");
        await watcher.ExpectSilenceAsync();
    }

    [Theory] // Section 4.8.2, [MQTT-4.8.2-5]
    [InlineData("expired")]
    [InlineData("clean start")]
    public async Task SharedSubscription_WhoseMemberIsLostOverARestart_GoesOnWithAnother(string how)
    {
        using var folder = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        var time = new ManualTimeProvider();
        await using (var broker = await StartAsync(folder, time))
        {
            await using var from = await broker.ConnectAsync("from", 5);
            await using var lost = await broker.ConnectAsync("lost", 5, false, new MqttProperties { SessionExpiryInterval = 3600, ReceiveMaximum = 2 });
            await lost.SubscribeAsync("$share/g/t", 2);
            for (ushort id = 1; id <= 4; id++)
            {
                var qos = (byte)(id == 2 ? 2 : 1);
                await from.PublishAsync("t", $"{id}", qos, id);
                await from.ExpectAsync(qos == 2 ? $"pubrec {id}" : $"puback {id}");
            }

            await lost.ExpectAsync("publish t '1' q1", "publish t '2' q2");
            await CopyAsync(broker, folder, killed);
        }

        await using var again = await StartAsync(killed, time);
        await using var staying = await again.ConnectAsync("staying", 5);
        await staying.SubscribeAsync("$share/g/t", 1);
        await staying.ExpectSilenceAsync();
        if (how == "expired")
        {
            await again.QuietAsync();
            time.Advance(TimeSpan.FromSeconds(3602));
        }
        else
        {
            await using var clean = await again.ConnectAsync("lost", 5);
        }

        // Not the second: a QoS 2 message that its member may have goes to nobody else.
        await staying.ExpectAsync("publish t '1' q1", "publish t '3' q1", "publish t '4' q1");
        await staying.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-4.4.0-1]
    public async Task SharedSubscription_WhoseMemberIsBackAfterARestart_GoesOnWithIt()
    {
        using var folder = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        await using (var broker = await StartAsync(folder))
        {
            await using var from = await broker.ConnectAsync("from", 5);
            await using var member = await broker.ConnectAsync("member", 5, false, Hour);
            await member.SubscribeAsync("$share/g/t", 1);
            await from.PublishAsync("t", "1", 1, 1);
            await from.ExpectAsync("puback 1");
            await member.ExpectAsync("publish t '1' q1");
            await CopyAsync(broker, folder, killed);
        }

        await using var again = await StartAsync(killed);
        await using var back = await again.ConnectAsync("member", 5, false, Hour);
        back.ConnAck!.SessionPresent.Should().BeTrue();
        await back.ExpectAsync("publish t '1' q1 dup");
        await back.ExpectSilenceAsync();
    }

    private static Task<TestBroker> StartAsync(TemporaryFolder folder, TimeProvider? time = null) =>
        TestBroker.StartAsync(services: s => s.AddSingleton(time ?? TimeProvider.System).AddMqttSessionFiles(folder.Path));

    // What a kill at this moment would leave behind, once everything that was noted is written.
    private static async Task CopyAsync(TestBroker broker, TemporaryFolder from, TemporaryFolder to)
    {
        await using (var last = await broker.ConnectAsync("last", 5, false, Hour))
        {
            await last.SubscribeAsync("x", 1); // Answered when everything before it is on the disk.
        }

        foreach (var file in Directory.GetFiles(from.Path))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using var copy = File.Create(Path.Combine(to.Path, Path.GetFileName(file)));
            await open.CopyToAsync(copy);
        }
    }
}
