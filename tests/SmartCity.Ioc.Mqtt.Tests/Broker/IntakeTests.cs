using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class IntakeTests
{
    [Fact]
    public async Task Acknowledgements_FollowTheReceiptsInTheOrderOfArrival()
    {
        var intake = new ScriptedIntake();
        await using var broker = await StartAsync(intake);
        await using var client = await broker.ConnectAsync("a", 4);
        await client.PublishAsync("ioc/v1/z/k/d", "1", 1, 1);
        await client.PublishAsync("ioc/v1/z/k/d", "2", 2, 2);
        await client.PublishAsync("elsewhere", "3", 1, 3);
        await client.PublishAsync("ioc/v1/z/k/d", "4");
        await client.ExpectSilenceAsync();
        intake.Taken.Should().Equal("1", "2", "4");

        intake.Receipts[1].Complete(PublishOutcome.Stored);
        await client.ExpectSilenceAsync();
        intake.Receipts[0].Complete(PublishOutcome.Stored);
        await client.ExpectAsync("puback 1", "pubrec 2", "puback 3");
        intake.Reads.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task FullIntake_StopsTheReadingUntilThereIsRoom()
    {
        var intake = new ScriptedIntake { Room = 2 };
        await using var broker = await StartAsync(intake);
        await using var client = await broker.ConnectAsync("a", 5);
        for (ushort i = 1; i <= 4; i++)
        {
            await client.PublishAsync("ioc/v1/z/k/d", $"{i}", 1, i);
        }

        await client.SendAsync("C0 00");
        await Eventually.TrueAsync(() => broker.Broker.Counters.IntakeWaits > 0);
        intake.Taken.Should().Equal("1", "2");

        intake.MakeRoom(10);
        await client.ExpectAsync("pingresp");
        intake.Taken.Should().Equal("1", "2", "3", "4");
        foreach (var receipt in intake.Receipts)
        {
            receipt.Complete(PublishOutcome.Stored);
        }

        await client.ExpectAsync("puback 1", "puback 2", "puback 3", "puback 4");
    }

    [Fact]
    public async Task FailedReceipt_ClosesWithoutAcknowledgement()
    {
        var intake = new ScriptedIntake();
        await using var broker = await StartAsync(intake);
        await using var client = await broker.ConnectAsync("a", 5);
        await client.PublishAsync("ioc/v1/z/k/d", "1", 1, 1);
        await client.PublishAsync("ioc/v1/z/k/d", "2", 1, 2);
        await client.ExpectSilenceAsync();
        intake.Receipts[1].Complete(PublishOutcome.Stored);
        intake.Receipts[0].Complete(PublishOutcome.Failed);
        await client.ExpectEndAsync("disconnect 83");
    }

    [Fact] // [MQTT-4.3.3-10]
    public async Task Qos2_SentAgainAfterReconnect_IsHandedOverOnceAndAnsweredWhenSafe()
    {
        var intake = new ScriptedIntake();
        await using var broker = await StartAsync(intake);
        var client = await broker.ConnectAsync("a", 4, clean: false);
        await client.PublishAsync("ioc/v1/z/k/d", "1", 2, 7);
        await client.ExpectSilenceAsync();
        await client.DisposeAsync();

        await using var back = await broker.ConnectAsync("a", 4, clean: false);
        await back.PublishAsync("ioc/v1/z/k/d", "1", 2, 7, duplicate: true);
        await back.ExpectSilenceAsync();
        intake.Receipts[0].Complete(PublishOutcome.Stored);
        await back.ExpectAsync("pubrec 7");
        await back.AckAsync(MqttPacketType.PubRel, 7);
        await back.ExpectAsync("pubcomp 7");
        intake.Taken.Should().Equal("1");

        await back.PublishAsync("ioc/v1/z/k/d", "2", 2, 7);
        await back.ExpectSilenceAsync();
        intake.Taken.Should().Equal("1", "2");
    }

    [Fact]
    public async Task Taken_Message_AlsoReachesSubscribersAndIsRetained()
    {
        var intake = new ScriptedIntake();
        await using var broker = await StartAsync(intake);
        await using var to = await broker.ConnectAsync("to");
        await to.SubscribeAsync("ioc/#");
        await using var client = await broker.ConnectAsync("a", will: new MqttWill("ioc/v1/z/k/d/status", "offline"u8.ToArray()));
        await client.PublishAsync("ioc/v1/z/k/d", "1", retain: true);
        await to.ExpectAsync("publish ioc/v1/z/k/d '1' q0");
        broker.Broker.RetainedCount.Should().Be(1);
        await client.DisposeAsync();
        await to.ExpectAsync("publish ioc/v1/z/k/d/status 'offline' q0");
        intake.Taken.Should().Equal("1", "offline");

        broker.Broker.Publish("ioc/v1/alerts/z/major", "{}"u8, 1);
        await to.ExpectAsync("publish ioc/v1/alerts/z/major '{}' q0");
        intake.Taken.Should().HaveCount(2);
    }

    [Fact]
    public async Task RetainedWill_IsNewsToTheIntake()
    {
        var intake = new ScriptedIntake();
        await using var broker = await StartAsync(intake);
        var client = await broker.ConnectAsync("a", will: new MqttWill("ioc/v1/z/k/d/status", "offline"u8.ToArray(), 1, Retain: true));
        await client.DisposeAsync();
        await Eventually.TrueAsync(() => broker.Broker.RetainedCount == 1);
        intake.Taken.Should().Equal("offline");
        intake.Copies.Should().Be(0);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    public async Task Message_TooLargeForAClientThatCanNotKnow_IsTakenInPartAndAcknowledgedWhenSafe(int version, byte qos)
    {
        var intake = new ScriptedIntake();
        await using var broker = await StartAsync(intake);
        await using var to = await broker.ConnectAsync("to");
        await to.SubscribeAsync("#");
        await using var client = await broker.ConnectAsync("a", version);
        var payload = new string('x', 5_000_000);
        await client.PublishAsync("ioc/v1/z/k/d", payload, qos, qos == 0 ? (ushort)0 : (ushort)1, retain: true);
        await client.PublishAsync("ioc/v1/z/k/d", "next", 1, 2);
        await client.ExpectSilenceAsync();
        intake.Taken.Should().Equal(payload[..OversizedPublish.SampleSize], "next");
        intake.Omitted.Should().Be(payload.Length - OversizedPublish.SampleSize);

        foreach (var receipt in intake.Receipts)
        {
            receipt.Complete(PublishOutcome.Stored);
        }

        string[] answers = qos switch { 0 => [], 1 => ["puback 1"], _ => ["pubrec 1"] };
        await client.ExpectAsync([.. answers, "puback 2"]);
        await to.ExpectAsync("publish ioc/v1/z/k/d 'next' q0");
        broker.Broker.RetainedCount.Should().Be(0);
        broker.Broker.Counters.RefusedFor(MqttRefusal.PacketTooLarge).Should().Be(1);
    }

    [Fact]
    public async Task Message_TooLargeWhileTheIntakeIsFull_WaitsForRoomAndIsTakenOnce()
    {
        var intake = new ScriptedIntake { Room = 1 };
        await using var broker = await StartAsync(intake);
        await using var client = await broker.ConnectAsync("a");
        await client.PublishAsync("ioc/v1/z/k/d", "1", 1, 1);
        await client.PublishAsync("ioc/v1/z/k/d", new string('x', 1_100_000), 2, 2);
        await client.PublishAsync("elsewhere", new string('y', 1_100_000), 1, 3);
        await client.SendAsync("C0 00");
        await Eventually.TrueAsync(() => broker.Broker.Counters.IntakeWaits > 0);

        intake.MakeRoom(10);
        await client.ExpectAsync("pingresp");
        intake.Taken.Should().HaveCount(2);
        foreach (var receipt in intake.Receipts)
        {
            receipt.Complete(PublishOutcome.Stored);
        }

        await client.ExpectAsync("puback 1", "pubrec 2", "puback 3");
        await client.PublishAsync("ioc/v1/z/k/d", new string('x', 1_100_000), 2, 2, duplicate: true); // [MQTT-4.3.3-10]
        await client.ExpectAsync("pubrec 2");
        intake.Taken.Should().HaveCount(2);
    }

    [Fact]
    public async Task Message_TooLargeByFar_ClosesTheConnection()
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumSkippedPacketSize = 2 * 1024 * 1024);
        await using var client = await broker.ConnectAsync("a");
        await client.SendAsync("32 81 80 80 01"); // 2 MiB and a byte
        await client.ExpectEndAsync();
        await using var other = await broker.ConnectAsync("b");
        await other.SendAsync("82 81 80 60"); // A SUBSCRIBE of 1.5 MiB: only PUBLISH is skipped.
        await other.SendAsync(new byte[OversizedPublish.HeadSize]);
        await other.ExpectEndAsync();
    }

    [Theory]
    [InlineData("32 81 80 60 0000 0001")] // No topic
    [InlineData("32 81 80 60 0001 '+' 0001")] // A wildcard in it
    [InlineData("32 81 80 60 0001 'a' 0000")] // [MQTT-2.3.1-1]
    public async Task Message_TooLargeAndMalformed_ClosesTheConnection(string head)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a");
        await client.SendAsync(head);
        await client.SendAsync(new byte[OversizedPublish.HeadSize]);
        await client.ExpectEndAsync();
    }

    private static Task<TestBroker> StartAsync(ScriptedIntake intake) => TestBroker.StartAsync(services: s => s
        .AddSingleton<IPublishIntake>(intake)
        .AddSingleton(new PublishIntakeFilter(["ioc/v1/#"], ["ioc/v1/alerts/#"])));

    private sealed class ScriptedIntake : IPublishIntake
    {
        private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;
        private int _left = int.MaxValue;

        public int Room
        {
            get => Volatile.Read(ref _left);
            set => Volatile.Write(ref _left, value);
        }

        public List<string> Taken { get; } = [];

        /// <summary>How many came marked as a kept copy.</summary>
        public int Copies { get; private set; }

        /// <summary>Bytes that did not come with their messages.</summary>
        public long Omitted { get; private set; }

        public List<PublishReceipt> Receipts { get; } = [];

        public int Reads => Volatile.Read(ref _reads);

        public bool TryTake(in PublishView publish, PublishReceipt receipt)
        {
            if (Room == 0)
            {
                return false;
            }

            Room--;
            Copies += publish.Retain ? 1 : 0;
            Omitted += publish.Omitted;
            Taken.Add(Encoding.UTF8.GetString(publish.Payload));
            if (receipt.Owner is not null)
            {
                Receipts.Add(receipt);
            }

            return true;
        }

        public void EndOfRead() => Interlocked.Increment(ref _reads);

        public async ValueTask WaitForRoomAsync(CancellationToken cancellation)
        {
            // In this order: room that is made in between is seen one way or the other.
            var made = _room.Task;
            if (Room == 0)
            {
                await made.WaitAsync(cancellation);
            }
        }

        public void MakeRoom(int room)
        {
            var made = _room;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Room = room;
            made.SetResult();
        }
    }
}
