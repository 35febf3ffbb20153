using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Tests.Broker;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What the client does when a server does what real ones do rarely or only in their bad moments; over each way of reading.</summary>
public abstract class ClientProtocolTests(TimeSpan coalescing) : IDisposable
{
    private readonly ScriptedServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Server_ThatKnowsOnly311_IsSpokenToIn311()
    {
        await using var client = Client();
        client.Start();

        using (var first = await _server.AcceptAsync())
        {
            (await first.ReadConnectAsync()).Version.Should().Be(MqttProtocolVersion.V500);
            first.SendRaw(0x20, 2, 0, 1); // CONNACK of 3.1.1: unacceptable protocol version
        }

        using var second = await _server.WelcomeAsync();
        second.Version.Should().Be(MqttProtocolVersion.V311);
        await client.ConnectAsync();
        client.Status.Protocol.Should().Be(MqttProtocolVersion.V311);
    }

    [Fact]
    public async Task Connect_AsksForWhatTheOptionsSay()
    {
        await using var client = new MqttClient(new MqttClientOptions
        {
            Url = _server.Url,
            ClientId = "ioc",
            Username = "u",
            Password = "p",
            KeepAlive = TimeSpan.FromSeconds(17),
            SessionExpiry = TimeSpan.FromHours(2),
            ReceiveMaximum = 99,
            ReadCoalescing = coalescing,
        });
        client.Start();

        using var peer = await _server.AcceptAsync();
        var connect = await peer.ReadConnectAsync();

        (connect.ClientId, connect.UserName, connect.KeepAlive, connect.CleanStart).Should().Be(("ioc", "u", (ushort)17, false));
        connect.Properties!.SessionExpiryInterval.Should().Be(7200);
        connect.Properties.ReceiveMaximum.Should().Be(99);
    }

    [Fact]
    public async Task Refusal_CarriesReasonAndReasonStringWithoutControlCharacters()
    {
        await using var client = Client();
        client.Start();

        using var peer = await _server.AcceptAsync();
        await peer.ReadConnectAsync();
        peer.Send(new ConnAckPacket(false, MqttReasonCode.Banned, new MqttProperties { ReasonString = "go\naway" }).Write);

        await AssertErrorAsync(client, "Banned (0x8A), \"go?away\"");
    }

    [Fact]
    public async Task Disconnect_FromTheServer_CarriesItsReason()
    {
        await using var client = Client();
        client.Start();

        using var peer = await _server.WelcomeAsync();
        peer.Send(new DisconnectPacket(MqttPacketType.Disconnect, MqttReasonCode.ServerShuttingDown, new MqttProperties { ReasonString = "maintenance" }).Write);

        await AssertErrorAsync(client, "ServerShuttingDown (0x8B), \"maintenance\"");
    }

    [Theory]
    [InlineData(new byte[] { 0xF1, 0 })] // AUTH with reserved flags
    [InlineData(new byte[] { 0x36, 5, 0, 1, 0x61, 0, 1 })] // QoS 3
    [InlineData(new byte[] { 0x30, 4, 0, 1, 0xFF, 0 })] // a topic that is no UTF-8
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1 })] // a length of five bytes
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F })] // a packet larger than was allowed
    [InlineData(new byte[] { 0x10, 2, 0, 0 })] // CONNECT from a server
    [InlineData(new byte[] { 0x90, 4, 0, 9, 0, 0 })] // SUBACK for nothing
    [InlineData(new byte[] { 0x30, 6, 0, 0, 3, 0x23, 0, 9 })] // an alias that was never given
    public async Task Server_BreakingTheProtocol_IsToldAndLeft(byte[] packet)
    {
        await using var client = Client();
        client.Start();
        using var peer = await _server.WelcomeAsync();

        peer.SendRaw(packet);

        ((byte)(await peer.ReadDisconnectAsync()).Reason).Should().BeGreaterThanOrEqualTo(0x80);
        using var again = await _server.WelcomeAsync();
        await client.ConnectAsync();
    }

    [Fact]
    public async Task Aliases_FromTheServer_AreResolvedAndMayChange()
    {
        var intake = new CollectingIntake();
        await using var client = Client(intake);
        client.Start();
        using var peer = await _server.WelcomeAsync();

        peer.SendPublish("a", "1", 0, 0, alias: 1);
        peer.SendPublish("", "2", 0, 0, alias: 1);
        peer.SendPublish("b", "3", 0, 0, alias: 1);
        peer.SendPublish("", "4", 0, 0, alias: 1);

        await intake.WaitForCountAsync(4);
        intake.Messages.Select(m => m.Topic).Should().Equal("a", "a", "b", "b");
    }

    [Fact]
    public async Task Acknowledgements_LeaveInTheOrderOfArrival_WhateverTheOrderOfCompletion()
    {
        var receipts = new List<PublishReceipt>();
        var intake = new ReceiptIntake(receipts, expected: 3);
        await using var client = Client(intake);
        client.Start();
        using var peer = await _server.WelcomeAsync();
        peer.SendPublish("a", "1", 1, 11);
        peer.SendPublish("a", "2", 2, 12);
        peer.SendPublish("a", "3", 1, 13);
        await intake.Complete.WaitAsync(TimeSpan.FromSeconds(30));

        receipts[2].Complete(PublishOutcome.Stored);
        receipts[1].Complete(PublishOutcome.Stored);
        receipts[0].Complete(PublishOutcome.Stored);

        var left = new[] { await peer.ReadAckAsync(), await peer.ReadAckAsync(), await peer.ReadAckAsync() };
        left.Select(a => (a.Type, a.PacketId)).Should().Equal(
            (MqttPacketType.PubAck, 11), (MqttPacketType.PubRec, 12), (MqttPacketType.PubAck, 13));
    }

    [Fact]
    public async Task Acknowledgements_OfMessagesThatGetSafeLater_LeaveWithoutAnythingElseHappening()
    {
        var intake = new CollectingIntake { Hold = true };
        await using var client = Client(intake);
        client.Start();
        using var peer = await _server.WelcomeAsync();
        for (ushort id = 1; id <= 100; id++)
        {
            peer.SendPublish("a", $"{id}", 1, id);
        }

        await intake.WaitForCountAsync(100);
        intake.Complete(40);
        intake.Complete(60);

        for (ushort id = 1; id <= 100; id++)
        {
            (await peer.ReadAckAsync()).Should().Be(new AckPacket(MqttPacketType.PubAck, id));
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task Message_TooLarge_IsHandedOverInPartAcknowledgedAndTheNextOneRead(byte qos, bool isFull)
    {
        var intake = new CollectingIntake();
        intake.SetRoom(isFull ? 1 : 10);
        await using var client = Client(intake);
        client.Start();
        using var peer = await _server.WelcomeAsync();
        var payload = string.Concat(Enumerable.Range(0, 400_000).Select(i => (char)('a' + (i % 26))));

        peer.SendPublish("a/before", "before", 0, 0);
        await peer.SendInPiecesAsync("a/b", payload + payload, qos, qos == 0 ? (ushort)0 : (ushort)7, alias: 3);
        peer.SendPublish("", "after", 1, 8, alias: 3);
        if (isFull)
        {
            await Eventually.TrueAsync(() => client.Status.Pauses > 0);
            intake.SetRoom(10);
        }

        if (qos > 0)
        {
            (await peer.ReadAckAsync()).Should().Be(new AckPacket(qos == 1 ? MqttPacketType.PubAck : MqttPacketType.PubRec, 7));
        }

        (await peer.ReadAckAsync()).Should().Be(new AckPacket(MqttPacketType.PubAck, 8));
        intake.Messages.Select(m => (m.Topic, m.Qos, m.Omitted)).Should().Equal(
            ("a/before", 0, 0), ("a/b", qos, 800_000 - OversizedPublish.SampleSize), ("a/b", 1, 0));
        intake.Payloads[1].Should().Be(payload[..OversizedPublish.SampleSize]);
        client.Status.Connections.Should().Be(1);
    }

    [Fact]
    public async Task Connect_OfMqtt5_StatesTheLargestPacketThatIsTaken()
    {
        await using var client = Client();
        client.Start();

        using var peer = await _server.AcceptAsync();

        (await peer.ReadConnectAsync()).Properties!.MaximumPacketSize.Should().Be(64 * 1024 * 1024);
    }

    [Fact]
    public async Task Consumer_ThatIsFull_IsOfferedTheMessageAgainAndMissesNothing()
    {
        var intake = new CollectingIntake();
        intake.SetRoom(1);
        await using var client = Client(intake);
        client.Start();
        using var peer = await _server.WelcomeAsync();
        for (ushort id = 1; id <= 5; id++)
        {
            peer.SendPublish("a", $"{id}", (byte)(id % 3), id % 3 == 0 ? (ushort)0 : id);
        }

        await Eventually.TrueAsync(() => client.Status.Pauses > 0);
        intake.Payloads.Should().Equal("1");
        intake.SetRoom(3);
        await intake.WaitForCountAsync(3);
        intake.SetRoom(5);

        await intake.WaitForCountAsync(5);
        intake.Payloads.Should().Equal("1", "2", "3", "4", "5");
    }

    [Fact]
    public async Task Server_ThatClosesWhileTheConsumerIsFull_IsComeBackTo()
    {
        var intake = new CollectingIntake();
        intake.SetRoom(0);
        await using var client = Client(intake);
        client.Start();
        using (var first = await _server.WelcomeAsync())
        {
            first.SendPublish("a", "x", 1, 1);
            await Eventually.TrueAsync(() => client.Status.Pauses > 0);
        }

        intake.SetRoom(10);

        using var second = await _server.WelcomeAsync();
        second.SendPublish("a", "y", 1, 1);
        await intake.WaitForAsync(m => m.Any(x => x.Payload == "y"));
    }

    [Fact]
    public async Task Qos2_RepeatedOverAReconnection_IsHandedOverOnce()
    {
        var intake = new CollectingIntake();
        await using var client = Client(intake);
        client.Start();
        using (var first = await _server.WelcomeAsync())
        {
            first.SendPublish("a", "once", 2, 5);
            (await first.ReadAckAsync()).Type.Should().Be(MqttPacketType.PubRec);
        }

        using var second = await _server.WelcomeAsync(sessionPresent: true);
        second.SendPublish("a", "once", 2, 5, duplicate: true);
        (await second.ReadAckAsync()).Should().Be(new AckPacket(MqttPacketType.PubRec, 5));
        second.Send(new AckPacket(MqttPacketType.PubRel, 5).Write);
        (await second.ReadAckAsync()).Should().Be(new AckPacket(MqttPacketType.PubComp, 5));
        second.SendPublish("a", "another", 2, 5);
        (await second.ReadAckAsync()).Should().Be(new AckPacket(MqttPacketType.PubRec, 5));

        intake.Payloads.Should().Equal("once", "another");
    }

    [Fact]
    public async Task Publish_NotAcknowledgedBeforeALoss_IsSentAgainAsADuplicate()
    {
        await using var client = Client();
        client.Start();
        Task publishing;
        using (var first = await _server.WelcomeAsync())
        {
            await client.ConnectAsync();
            publishing = client.PublishAsync("a", "x"u8.ToArray(), qos: 1).AsTask();
            (await first.ReadPublishAsync()).Duplicate.Should().BeFalse();
        }

        using var second = await _server.WelcomeAsync(sessionPresent: true);
        var (payload, _, id, duplicate) = await second.ReadPublishAsync();
        (payload, duplicate).Should().Be(("x", true));
        publishing.IsCompleted.Should().BeFalse();
        second.Send(new AckPacket(MqttPacketType.PubAck, id).Write);
        await publishing.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task PublishOfQos2_LostAfterPubRec_GoesOnWithPubRel()
    {
        await using var client = Client();
        client.Start();
        Task publishing;
        ushort id;
        using (var first = await _server.WelcomeAsync())
        {
            await client.ConnectAsync();
            publishing = client.PublishAsync("a", "x"u8.ToArray(), qos: 2).AsTask();
            id = (await first.ReadPublishAsync()).Id;
            first.Send(new AckPacket(MqttPacketType.PubRec, id).Write);
            (await first.ReadAckAsync()).Type.Should().Be(MqttPacketType.PubRel);
        }

        using var second = await _server.WelcomeAsync(sessionPresent: true);
        (await second.ReadAckAsync()).Should().Be(new AckPacket(MqttPacketType.PubRel, id));
        second.Send(new AckPacket(MqttPacketType.PubComp, id).Write);
        await publishing.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Publish_RefusedByTheServer_ThrowsWithItsReason()
    {
        await using var client = Client();
        client.Start();
        using var peer = await _server.WelcomeAsync();
        await client.ConnectAsync();
        var publishing = client.PublishAsync("a/b", "x"u8.ToArray(), qos: 1).AsTask();

        var id = (await peer.ReadPublishAsync()).Id;
        peer.Send(new AckPacket(MqttPacketType.PubAck, id, MqttReasonCode.NotAuthorized, new MqttProperties { ReasonString = "not yours" }).Write);

        var act = () => publishing;
        (await act.Should().ThrowAsync<MqttClientException>().WithMessage("*a/b*NotAuthorized*not yours*"))
            .Which.Reason.Should().Be(MqttReasonCode.NotAuthorized);
    }

    [Fact]
    public async Task ReceiveMaximum_OfTheServer_IsNeverExceeded()
    {
        await using var client = Client();
        client.Start();
        using var peer = await _server.WelcomeAsync(properties: new MqttProperties { ReceiveMaximum = 2 });
        await client.ConnectAsync();
        var publishing = Enumerable.Range(0, 5).Select(i => client.PublishAsync("a", new[] { (byte)('0' + i) }, qos: 1).AsTask()).ToList();

        // PINGREQ or anything else would fail the reading of a PUBLISH; a third PUBLISH before an acknowledgement would have its number.
        var first = await peer.ReadPublishAsync();
        var second = await peer.ReadPublishAsync();
        for (var expected = 2; expected < 5; expected++)
        {
            peer.Send(new AckPacket(MqttPacketType.PubAck, first.Id).Write);
            var next = await peer.ReadPublishAsync();
            next.Payload.Should().Be($"{expected}");
            (first, second) = (second, next);
        }

        peer.Send(new AckPacket(MqttPacketType.PubAck, first.Id).Write);
        peer.Send(new AckPacket(MqttPacketType.PubAck, second.Id).Write);
        await Task.WhenAll(publishing).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Server_GrantingQos1For2_IsSentNoQos2()
    {
        // NATS does so, and closes the connection on a PUBLISH of QoS 2.
        await using var client = Client(new CollectingIntake(), new MqttSubscription("a", 2));
        client.Start();
        using var peer = await _server.WelcomeAsync();
        var subscribe = await peer.ReadSubscribeAsync();
        peer.Send(new SubAckPacket(MqttPacketType.SubAck, subscribe.PacketId, [MqttReasonCode.GrantedQos1]).Write);
        (await client.SubscribeAndReadAsync(peer, "b")).Should().Be(1);

        var publishing = client.PublishAsync("a", "x"u8.ToArray(), qos: 2).AsTask();

        var sent = await peer.ReadPublishAsync();
        sent.Qos.Should().Be(1);
        peer.Send(new AckPacket(MqttPacketType.PubAck, sent.Id).Write);
        await publishing.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task KeepAlive_OfTheServer_ReplacesOurs()
    {
        await using var client = Client();
        client.Start();
        using var peer = await _server.WelcomeAsync(properties: new MqttProperties { ServerKeepAlive = 1 });

        // 0xC0 0: well before the 30 s that were asked for.
        var act = async () => await peer.ReadAckAsync();
        (await act.Should().ThrowAsync<Xunit.Sdk.XunitException>()).WithMessage("*PingReq*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/#")]
    [InlineData("+/a")]
    [InlineData("a\0b")]
    public async Task Publish_ToWhatIsNoTopicName_IsRefusedAtOnce(string topic)
    {
        await using var client = Client();

        var act = () => client.PublishAsync(topic, default).AsTask();

        await act.Should().ThrowAsync<ArgumentException>();
    }

    private static Task<MqttClientStatus> AssertErrorAsync(MqttClient client, string expected) =>
        client.WaitForAsync(s => s.LastError?.Contains(expected, StringComparison.Ordinal) == true);

    private MqttClient Client(IPublishIntake? intake = null, params MqttSubscription[] subscriptions) => new(
        new MqttClientOptions
        {
            Url = _server.Url,
            ClientId = "client",
            Subscriptions = subscriptions,
            ReadCoalescing = coalescing,
            ReconnectDelay = TimeSpan.FromMilliseconds(5),
            DrainTimeout = TimeSpan.FromMilliseconds(100),
        },
        intake);

    private sealed class ReceiptIntake(List<PublishReceipt> receipts, int expected) : IPublishIntake
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Complete => _complete.Task;

        public bool TryTake(in PublishView publish, PublishReceipt receipt)
        {
            receipts.Add(receipt);
            return true;
        }

        public void EndOfRead()
        {
            if (receipts.Count == expected)
            {
                _complete.TrySetResult();
            }
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}

public sealed class PooledClientProtocolTests() : ClientProtocolTests(TimeSpan.Zero);

public sealed class CoalescedClientProtocolTests() : ClientProtocolTests(TimeSpan.FromMilliseconds(2));

internal static class ScriptedSubscription
{
    /// <summary>Subscribes at QoS 2 and has the server grant 1.</summary>
    public static async Task<byte> SubscribeAndReadAsync(this MqttClient client, ScriptedPeer peer, string filter)
    {
        var subscribing = client.SubscribeAsync(filter, 2);
        var packet = await peer.ReadSubscribeAsync();
        peer.Send(new SubAckPacket(MqttPacketType.SubAck, packet.PacketId, [MqttReasonCode.GrantedQos1]).Write);
        return await subscribing.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
