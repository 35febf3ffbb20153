using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>The client's parts that need no connection, as tables.</summary>
public sealed class ClientPartsTests
{
    [Theory]
    [InlineData("mqtt://broker", "broker", 1883, false, null)]
    [InlineData("mqtt://broker:1884", "broker", 1884, false, null)]
    [InlineData("mqtts://broker", "broker", 8883, true, null)]
    [InlineData("ws://broker", "broker", 80, false, "/mqtt")]
    [InlineData("ws://broker:8080/deep/path", "broker", 8080, false, "/deep/path")]
    [InlineData("wss://[::1]:9443/mqtt", "::1", 9443, true, "/mqtt")]
    public void Endpoint_OfAUrl_HasTheSchemesDefaults(string url, string host, int port, bool tls, string? path) =>
        MqttEndpoint.Parse(new Uri(url)).Should().Be(new MqttEndpoint(host, port, tls, path));

    [Theory]
    [InlineData("http://broker")]
    [InlineData("file:///tmp")]
    public void Endpoint_OfAnotherScheme_IsRefused(string url) =>
        FluentActions.Invoking(() => MqttEndpoint.Parse(new Uri(url))).Should().Throw<ArgumentException>();

    [Fact]
    public void Endpoint_Printed_HasNoCredentials() =>
        MqttEndpoint.Parse(new Uri("wss://user:secret@broker/mqtt?token=secret")).ToString().Should().Be("wss://broker:443/mqtt");

    [Fact]
    public void ReconnectDelay_GrowsJittersAndIsCapped()
    {
        var delay = new ReconnectDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Random(1));

        for (var attempt = 0; attempt < 200; attempt++)
        {
            var whole = Math.Min(30, Math.Pow(2, attempt));
            delay.Next().TotalSeconds.Should().BeInRange(whole / 2, whole);
        }

        delay.Reset();
        delay.Next().TotalSeconds.Should().BeInRange(0.5, 1);
    }

    [Fact]
    public void KeepAlive_WhileOthersTalk_IsSilent()
    {
        var state = new KeepAliveState(keepAlive: 100, responseTimeout: 50, now: 0);
        for (var now = 10; now < 1000; now += 10)
        {
            state.Sent(now);
            state.Heard(now);
            state.Tick(now).Should().Be(KeepAliveStep.None);
        }
    }

    [Fact]
    public void KeepAlive_WhenWeAreQuiet_PingsBeforeTheServersPatienceEnds()
    {
        var state = new KeepAliveState(keepAlive: 100, responseTimeout: 50, now: 0);
        state.Tick(74).Should().Be(KeepAliveStep.None);
        state.Tick(75).Should().Be(KeepAliveStep.Ping);
        state.Heard(80);
        state.Tick(149).Should().Be(KeepAliveStep.None);
        state.Tick(150).Should().Be(KeepAliveStep.Ping);
    }

    [Fact]
    public void KeepAlive_WhenTheServerIsSilentWhileWeTalk_AsksAndGivesUp()
    {
        var state = new KeepAliveState(keepAlive: 100, responseTimeout: 50, now: 0);
        state.Sent(90);
        state.Tick(99).Should().Be(KeepAliveStep.None);
        state.Tick(100).Should().Be(KeepAliveStep.Ping);
        state.Sent(140);
        state.Tick(149).Should().Be(KeepAliveStep.None);
        state.Tick(150).Should().Be(KeepAliveStep.GiveUp);
    }

    [Fact]
    public void KeepAlive_WhileTheConsumerIsFull_PingsButConcludesNothing()
    {
        var state = new KeepAliveState(keepAlive: 100, responseTimeout: 50, now: 0);
        state.StopReading();
        state.Tick(75).Should().Be(KeepAliveStep.Ping);
        state.Tick(140).Should().Be(KeepAliveStep.None);
        state.Tick(150).Should().Be(KeepAliveStep.Ping);
        state.Tick(1000).Should().Be(KeepAliveStep.Ping);
        state.StartReading(1010);
        state.Tick(1059).Should().Be(KeepAliveStep.None);
        state.Tick(1060).Should().Be(KeepAliveStep.GiveUp);
    }

    [Fact]
    public void KeepAlive_Zero_DoesNothing() =>
        new KeepAliveState(keepAlive: 0, responseTimeout: 50, now: 0).Tick(long.MaxValue / 2).Should().Be(KeepAliveStep.None);

    [Fact]
    public void Ledger_ReceiptOfAnEarlierConnection_CountsForTheCopyThatCameAgain()
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        ledger.TryRegister(1, qos: 1, duplicate: false, content: 7, out var receipt).Should().BeTrue();
        ledger.Accept(1);
        ledger.End();
        ledger.Begin(new Quiet());

        ledger.TryRegister(1, qos: 1, duplicate: true, content: 7, out _).Should().BeFalse();
        ledger.TryNextAcknowledgement(out _, out _).Should().BeFalse();
        receipt.Complete(PublishOutcome.Stored);

        ledger.TryNextAcknowledgement(out var id, out var qos).Should().BeTrue();
        (id, qos).Should().Be(((ushort)1, (byte)1));
        ledger.Pending.Should().Be(0);
    }

    [Fact]
    public void Ledger_IdentifierUsedForANewMessage_IgnoresTheOldReceipt()
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        ledger.TryRegister(1, qos: 1, duplicate: false, content: 7, out var old).Should().BeTrue();
        ledger.Accept(1);
        ledger.End();
        ledger.Begin(new Quiet());

        // Not a duplicate: the server has given the first message up.
        ledger.TryRegister(1, qos: 1, duplicate: false, content: 7, out var receipt).Should().BeTrue();
        ledger.Accept(1);
        old.Complete(PublishOutcome.Stored);

        ledger.TryNextAcknowledgement(out _, out _).Should().BeFalse();
        receipt.Complete(PublishOutcome.Stored);
        ledger.TryNextAcknowledgement(out _, out _).Should().BeTrue();
        ledger.Pending.Should().Be(0);
    }

    [Fact]
    public void Ledger_Qos1EntryThatNoConnectionClaimed_IsForgotten()
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        ledger.TryRegister(1, qos: 1, duplicate: false, content: 7, out _).Should().BeTrue();
        ledger.Accept(1);
        ledger.Begin(new Quiet());
        ledger.Begin(new Quiet());

        ledger.TryRegister(1, qos: 1, duplicate: true, content: 7, out _).Should().BeTrue();
    }

    [Theory]
    [InlineData(true, 7ul, false)]
    [InlineData(true, 8ul, true)]
    [InlineData(false, 7ul, true)]
    public void Ledger_Qos2MessageLetGoOnTheConnectionBefore_IsKnownByItsContent(bool duplicate, ulong content, bool isNew)
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        PassThrough(ledger, content: 7);
        ledger.End();
        ledger.Begin(new Quiet());

        ledger.TryRegister(1, qos: 2, duplicate, content, out _).Should().Be(isNew);

        ledger.TryNextAcknowledgement(out var id, out _).Should().Be(!isNew);
        id.Should().Be(isNew ? default : (ushort)1);
    }

    [Fact]
    public void Ledger_Qos2MessageLetGoTwoConnectionsAgo_IsSettled()
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        PassThrough(ledger, content: 7);
        ledger.Begin(new Quiet());
        ledger.Begin(new Quiet());

        ledger.TryRegister(1, qos: 2, duplicate: true, content: 7, out _).Should().BeTrue();
    }

    [Fact]
    public void Ledger_Qos2ContentThatComesAgainOnTheSameConnection_IsANewMessage()
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        PassThrough(ledger, content: 7);
        PassThrough(ledger, content: 7);
    }

    [Fact]
    public void Ledger_Withdrawn_KnowsNothingOfTheMessage()
    {
        var ledger = new InboundLedger();
        ledger.Begin(new Quiet());
        ledger.TryRegister(1, qos: 2, duplicate: false, content: 7, out var receipt).Should().BeTrue();
        ledger.Withdraw(1);
        receipt.Complete(PublishOutcome.Stored);

        ledger.TryNextAcknowledgement(out _, out _).Should().BeFalse();
        ledger.TryRegister(1, qos: 2, duplicate: false, content: 7, out _).Should().BeTrue();
    }

    private static void PassThrough(InboundLedger ledger, ulong content)
    {
        ledger.TryRegister(1, qos: 2, duplicate: false, content, out var receipt).Should().BeTrue();
        ledger.Accept(1);
        receipt.Complete(PublishOutcome.Stored);
        ledger.TryNextAcknowledgement(out _, out _).Should().BeTrue();
        ledger.TryRelease(1).Should().BeTrue();
    }

    [Fact]
    public void ReceiveBuffer_AnyCutsAndSizes_GivesBackTheSameBytes()
    {
        var random = new Random(7);
        var buffer = new ReceiveBuffer(4096);
        var (written, read) = (0, 0);
        for (var i = 0; i < 500; i++)
        {
            var free = buffer.Free(random.Next(3) == 0 ? random.Next(20_000) : 0);
            free.Length.Should().BePositive();
            var count = random.Next(1, Math.Min(free.Length, 3000) + 1);
            for (var j = 0; j < count; j++)
            {
                free.Span[j] = (byte)written++;
            }

            buffer.Received(count);
            var consumed = random.Next((int)buffer.Unread.Length + 1);
            var wrong = 0;
            foreach (var value in buffer.Unread.Slice(0, consumed).FirstSpan)
            {
                wrong += value == (byte)read++ ? 0 : 1;
            }

            wrong.Should().Be(0);
            buffer.Consume(consumed);
            if (random.Next(4) == 0)
            {
                read += (int)buffer.Unread.Length;
                buffer.Consume(buffer.Unread.Length);
            }
        }
    }

    private sealed class Quiet : IAcknowledger
    {
        public void AcknowledgementsReady()
        {
        }

        public void IntakeFailed()
        {
        }
    }
}
