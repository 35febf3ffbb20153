using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class PersistenceTests
{
    [Fact]
    public async Task Restart_SessionsQueuesAndRetainedMessages_AreThereAgain()
    {
        using var folder = new TemporaryFolder();
        ushort inFlight;
        await using (var broker = await StartAsync(folder))
        {
            await using var from = await broker.ConnectAsync("from");
            var to = await broker.ConnectAsync("to", 4, clean: false);
            await to.SubscribeAsync("a/+", 2);
            await to.SubscribeAsync("gone", 1);
            await to.SendAsync(w => new UnsubscribePacket(5, ["gone"]).Write(w, to.Version));
            await to.ExpectAsync("unsuback 5");
            await from.PublishAsync("a/1", "one", 1, 1);
            await from.PublishAsync("a/2", "two", 2, 2);
            inFlight = (await to.ReceiveAsync()).PacketId;
            var two = await to.ReceiveAsync();
            await to.AckAsync(MqttPacketType.PubRec, two.PacketId);
            await to.ExpectAsync($"pubrel {two.PacketId}");
            await to.DisposeAsync();
            await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 1);
            await from.PublishAsync("a/3", "three", 1, 3, retain: true);
            await from.PublishAsync("a/4", "four", 1, 4, retain: true);
            await from.PublishAsync("a/4", "", 1, 5, retain: true);
            await from.ExpectAsync("puback 1", "pubrec 2", "puback 3", "puback 4", "puback 5");
        }

        await using (var broker = await StartAsync(folder))
        {
            broker.Broker.RetainedCount.Should().Be(1);
            broker.Broker.SubscriptionCount.Should().Be(1);
            await using var back = await broker.ConnectAsync("to", 4, clean: false);
            back.ConnAck!.SessionPresent.Should().BeTrue();
            var again = await back.ReceiveAsync();
            again.Text.Should().Be("publish a/1 'one' q1 dup");
            again.PacketId.Should().Be(inFlight);
            await back.ExpectAsync($"pubrel {inFlight + 1}", "publish a/3 'three' q1", "publish a/4 'four' q1", "publish a/4 '' q1");
            await back.ExpectSilenceAsync();
            await using var clean = await broker.ConnectAsync("to", 4);
            clean.ConnAck!.SessionPresent.Should().BeFalse();
        }

        await using (var broker = await StartAsync(folder))
        {
            broker.Broker.SessionCount.Should().Be(0);
        }
    }

    [Fact]
    public async Task Restart_BetweenPublishAndPubrel_KnowsTheIdentifier()
    {
        using var folder = new TemporaryFolder();
        await using (var broker = await StartAsync(folder))
        {
            await using var client = await broker.ConnectAsync("a", 5, false, new MqttProperties { SessionExpiryInterval = 100 });
            await client.PublishAsync("t", "1", 2, 7);
            await client.PublishAsync("t", "1", 2, 8);
            await client.ExpectAsync("pubrec 7", "pubrec 8");
        }

        await using (var broker = await StartAsync(folder))
        {
            await using var watcher = await broker.ConnectAsync("watcher");
            await watcher.SubscribeAsync("t");
            await using var back = await broker.ConnectAsync("a", 5, false, new MqttProperties { SessionExpiryInterval = 100 });
            await back.PublishAsync("t", "1", 2, 7, duplicate: true);
            await back.ExpectAsync("pubrec 7");
            await back.AckAsync(MqttPacketType.PubRel, 7);
            await back.AckAsync(MqttPacketType.PubRel, 9);
            await back.ExpectAsync("pubcomp 7", "pubcomp 9 92");
            await watcher.ExpectSilenceAsync();

            // Without DUP it is another message: the release of the first got lost in the crash.
            await back.PublishAsync("t", "2", 2, 8);
            await watcher.ExpectAsync("publish t '2' q0");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public async Task Log_WithATornTail_OpensWithWhatIsWhole(int cut)
    {
        using var folder = new TemporaryFolder();
        await using (var store = Open(folder))
        {
            store.Load();
            store.SaveSession("a", 60, BrokerMessage.Never);
            await SyncedAsync(store);
            for (var i = 0; i < 10; i++)
            {
                store.Enqueue("a", new BrokerMessage { Topic = [(byte)'t'], Payload = [(byte)i] }, 1, false, [3]);
            }

            await SyncedAsync(store);
        }

        var log = Directory.GetFiles(folder.Path).Single();
        await using (var file = File.OpenWrite(log))
        {
            file.SetLength(file.Length - cut);
        }

        await using (var store = Open(folder))
        {
            var messages = store.Load().Sessions.Single().Messages;
            messages.Select(m => (int)m.Message.Payload[0]).Should().Equal(Enumerable.Range(0, 9));
            messages.Should().OnlyContain(m => m.Identifiers.Length == 1 && m.Identifiers[0] == 3);
        }
    }

    [Fact]
    public async Task Log_CutAtEveryByte_OpensToAPrefix()
    {
        using var folder = new TemporaryFolder();
        byte[] whole;
        await using (var store = Open(folder))
        {
            store.Load();
            store.SaveSession("a", 60, 5);
            store.SaveSubscription("a", new MqttSubscription("x/#", 2, true, true, MqttRetainHandling.SendIfNew), 9);
            var id = store.Enqueue("a", new BrokerMessage { Topic = [(byte)'t'], Payload = [1, 2, 3] }, 2, true, []);
            store.Sent("a", id, 17);
            store.Released("a", id);
            store.AddIncoming("a", 4);
            store.SaveWill("a", new StoredWill(new SessionWill(new BrokerMessage { Topic = [(byte)'w'], Payload = [7], Qos = 1 }, true, null, 5), "u", null));
            store.SetRetained(new BrokerMessage { Topic = [(byte)'r'], Payload = [9] });
            await SyncedAsync(store);
            whole = await ReadAsync(Directory.GetFiles(folder.Path).Single());
        }

        for (var length = 0; length <= whole.Length; length++)
        {
            using var cut = new TemporaryFolder();
            await File.WriteAllBytesAsync(Path.Combine(cut.Path, "sessions-00000005.log"), whole[..length]);
            await using var store = Open(cut);
            var (sessions, retained) = store.Load();
            sessions.Count.Should().BeLessThanOrEqualTo(1);
            if (length == whole.Length)
            {
                var session = sessions.Single();
                session.Should().BeEquivalentTo(new { ClientId = "a", ExpirySeconds = 60u, ExpiresAtMillis = 5L });
                session.Subscriptions.Should().Equal((new MqttSubscription("x/#", 2, true, true, MqttRetainHandling.SendIfNew), 9u));
                session.Messages.Single().Should().BeEquivalentTo(new { Qos = 2, Retain = true, PacketId = 17, IsReleased = true });
                session.Incoming.Should().Equal((ushort)4);
                session.Will.Should().BeEquivalentTo(new { UserName = "u", CertificateSubject = (string?)null, Will = new { Retain = true, DelaySeconds = 5u } });
                retained.Should().ContainSingle();
            }
        }
    }

    [Fact]
    public async Task Log_GrownOverItsContent_IsWrittenAnewAndKeepsIt()
    {
        using var folder = new TemporaryFolder();
        var payload = new byte[64 * 1024];
        await using (var store = Open(folder))
        {
            store.Load();
            store.SaveSession("a", 60, BrokerMessage.Never);
            for (var i = 0; i < 400; i++)
            {
                store.SetRetained(new BrokerMessage { Topic = [(byte)'t'], Payload = payload });
                store.Remove("a", store.Enqueue("a", new BrokerMessage { Topic = [(byte)'q'], Payload = [1] }, 1, false, []));
                if (i % 20 == 0)
                {
                    await SyncedAsync(store);
                }
            }

            store.Enqueue("a", new BrokerMessage { Topic = [(byte)'q'], Payload = [2] }, 1, false, []);
            await SyncedAsync(store);
        }

        new FileInfo(Directory.GetFiles(folder.Path).Single()).Length.Should().BeLessThan(12 * 1024 * 1024);
        await using var again = Open(folder);
        var (sessions, retained) = again.Load();
        sessions.Single().Messages.Single().Message.Payload.Should().Equal(2);
        retained.Single().Payload.Should().HaveCount(payload.Length);
    }

    [Theory]
    [InlineData("", "killed", true)]
    [InlineData("", "stopped", true)]
    [InlineData("", "killed and back", false)]
    [InlineData("E0 00", "killed", false)] // [MQTT-3.14.4-3]
    public async Task Will_OfAKeptSession_ComesAfterARestartUnlessItsClientIsBack(string last, string how, bool comes)
    {
        using var folder = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        var will = new MqttWill("w", "gone"u8.ToArray(), 1, Retain: true) { Properties = new MqttProperties { ContentType = "c", MessageExpiryInterval = 500 } };
        var hour = new MqttProperties { SessionExpiryInterval = 3600 };
        RawClient device;
        await using (var broker = await StartAsync(folder))
        {
            device = await broker.ConnectAsync("device", 5, false, hour, will);
            await device.SubscribeAsync("x", 1); // Answered when everything before it is on the disk.
            if (last.Length > 0)
            {
                await device.SendAsync(last);
                await device.ExpectEndAsync();
                await using var other = await broker.ConnectAsync("other", 5, false, hour);
                await other.SubscribeAsync("x", 1);
            }

            // What a kill at this moment would leave behind.
            foreach (var file in Directory.GetFiles(folder.Path))
            {
                await File.WriteAllBytesAsync(Path.Combine(killed.Path, Path.GetFileName(file)), await ReadAsync(file));
            }
        }

        await device.DisposeAsync();
        var time = new ManualTimeProvider();
        await using var again = await TestBroker.StartAsync(
            services: s => s.AddSingleton<TimeProvider>(time).AddMqttSessionFiles(how == "stopped" ? folder.Path : killed.Path));
        await using var watcher = await again.ConnectAsync("watcher", 5);
        await watcher.SubscribeAsync("w", 1);
        await again.QuietAsync();
        time.Advance(TimeSpan.FromSeconds(58));
        await watcher.ExpectSilenceAsync();
        await using var back = how.EndsWith("back", StringComparison.Ordinal) ? await again.ConnectAsync("device", 5, false, hour) : null;
        time.Advance(TimeSpan.FromSeconds(4));
        if (comes)
        {
            var said = await watcher.ReceiveAsync();
            said.Text.Should().Be("publish w 'gone' q1");
            said.Properties!.ContentType.Should().Be("c");
            again.Broker.RetainedCount.Should().Be(1);
        }

        await watcher.ExpectSilenceAsync();
    }

    private static Task<TestBroker> StartAsync(TemporaryFolder folder) =>
        TestBroker.StartAsync(services: s => s.AddMqttSessionFiles(folder.Path));

    private static FileSessionStore Open(TemporaryFolder folder) => new(folder.Path, NullLogger<FileSessionStore>.Instance);

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task SyncedAsync(FileSessionStore store)
    {
        var owner = new Owner();
        store.Sync(new PublishReceipt(owner, 0));
        (await owner.Done.Task.WaitAsync(TimeSpan.FromSeconds(10))).Should().Be(PublishOutcome.Stored);
    }

    private sealed class Owner : IReceiptOwner
    {
        public TaskCompletionSource<PublishOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete(ulong tag, PublishOutcome outcome) => Done.SetResult(outcome);
    }
}
