using System.Buffers;
using System.Globalization;
using System.Text;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Inbox;

public sealed class InputInboxTests
{
    private const int BufferBytes = 128 * 1024;

    private readonly InputInbox _inbox = new(3, BufferBytes, Metrics.Create());

    public InputInboxTests() => _inbox.Open();

    [Fact]
    public void Messages_AreLaidOutInOrderWithTheirMarks()
    {
        _inbox.TryPublish("one").Should().BeTrue();
        _inbox.TryPublish("two", new PublishReceipt(new Receipts(), 7), retain: true).Should().BeTrue();

        var buffer = _inbox.Swap(out var commands)!;

        commands.Should().BeEmpty();
        (buffer.Messages, buffer.AtMostOnce, buffer.Receipts.Count).Should().Be((2, 1, 1));
        Publishing.Messages(buffer.Body.Span).Should().Equal(
            (DecodingCity.Air, "one", DeliveryMarks.None), (DecodingCity.Air, "two", DeliveryMarks.Retained | (DeliveryMarks)1));
        _inbox.Swap(out _).Should().BeNull();
    }

    [Fact]
    public async Task Inbox_Full_RefusesUntilTheBufferIsSwapped()
    {
        var payload = new byte[10_000];
        var taken = 0;
        while (_inbox.TryPublish(payload))
        {
            taken++;
        }

        taken.Should().Be(BufferBytes / 10_000);
        var room = _inbox.WaitForRoomAsync(default).AsTask();
        room.IsCompleted.Should().BeFalse();

        _inbox.Swap(out _).Should().NotBeNull();

        await room.WaitAsync(TimeSpan.FromSeconds(20));
        _inbox.TryPublish(payload).Should().BeTrue();
    }

    [Fact]
    public async Task Waiting_ForRoom_CanBeGivenUp()
    {
        while (_inbox.TryPublish(new byte[50_000]))
        {
        }

        using var patience = new CancellationTokenSource();
        var room = _inbox.WaitForRoomAsync(patience.Token).AsTask();
        await patience.CancelAsync();

        await FluentActions.Awaiting(() => room).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void Inbox_BeforeOpeningAndAfterClosing_Refuses()
    {
        var inbox = new InputInbox(3, BufferBytes, Metrics.Create());
        inbox.TryPublish("early").Should().BeFalse();
        var room = inbox.WaitForRoomAsync(default).AsTask();
        room.IsCompleted.Should().BeFalse();
        inbox.Open();
        inbox.TryPublish("now").Should().BeTrue();
        inbox.Close();
        inbox.TryPublish("late").Should().BeFalse();
        inbox.WaitForRoomAsync(default).AsTask().IsCompleted.Should().BeFalse("a connection that tries again would spin");
        Publishing.Messages(inbox.Swap(out _)!.Body.Span).Should().ContainSingle();
    }

    [Fact]
    public async Task Request_AtAFullInboxThatCloses_IsToldSo()
    {
        while (_inbox.TryPublish(new byte[50_000]))
        {
        }

        var request = _inbox.SubmitAsync(DecodingCity.Air, new byte[50_000], historical: false, default).AsTask();
        request.IsCompleted.Should().BeFalse();
        _inbox.Close();

        await FluentActions.Awaiting(() => request.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<IOException>();
    }

    [Theory]
    [InlineData("ioc/v1/alerts/vung-tau/major")]
    [InlineData("zigbee2mqtt/lamp")]
    [InlineData("iocx/v1/e1/air/a")]
    public void Topic_OfOthers_IsAcknowledgedAndNotKept(string topic)
    {
        var receipts = new Receipts();

        _inbox.TryPublish("x", new PublishReceipt(receipts, 1), topic).Should().BeTrue();

        receipts.Completed.Should().Equal((1, PublishOutcome.Stored));
        _inbox.Swap(out _).Should().BeNull();
    }

    [Fact]
    public void Payload_OverTheLimit_IsKeptAsASample()
    {
        _inbox.TryPublish(new byte[InputInbox.MaxPayload + 1]).Should().BeTrue();

        var reader = new MessageFrameReader(_inbox.Swap(out _)!.Body.Span);
        reader.TryRead(out var message).Should().BeTrue();
        message.Flags.Should().Be(DeliveryMarks.Truncated);
        message.TrueLength.Should().Be(InputInbox.MaxPayload + 1);
        message.Payload.Length.Should().Be(4096);
    }

    [Fact]
    public void Payload_ThatTheConnectionCouldNotKeep_IsASampleOfItsTrueLength()
    {
        var view = new PublishView
        {
            Topic = Encoding.UTF8.GetBytes(DecodingCity.Air),
            Payload = new ReadOnlySequence<byte>(new byte[4096]),
            Omitted = 5_000_000,
            Qos = 1,
        };

        _inbox.TryTake(view, default).Should().BeTrue();

        var reader = new MessageFrameReader(_inbox.Swap(out _)!.Body.Span);
        reader.TryRead(out var message).Should().BeTrue();
        message.Flags.Should().Be(DeliveryMarks.Truncated | (DeliveryMarks)1);
        message.TrueLength.Should().Be(5_004_096);
        message.Payload.Length.Should().Be(4096);
    }

    [Fact]
    public async Task Connections_ManyAtOnce_LoseAndDoubleNothing()
    {
        const int Connections = 8;
        const int Each = 5_000;
        var seen = new List<string>();
        var receipts = new Receipts();
        var writers = Enumerable.Range(0, Connections).Select(connection => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{connection}:{i:D6}");
                while (!_inbox.TryPublish(text, i % 2 == 0 ? default : new PublishReceipt(receipts, (ulong)i)))
                {
                    await _inbox.WaitForRoomAsync(default);
                }
            }
        })).ToArray();
        var all = Task.WhenAll(writers);
        _ = all.ContinueWith(_ => _inbox.Close(), TaskScheduler.Default);

        var reader = Task.Run(() =>
        {
            bool closed;
            do
            {
                _inbox.WaitForInput(TimeSpan.Zero, () => false);
                closed = _inbox.IsClosed;
                if (_inbox.Swap(out _) is { } buffer)
                {
                    buffer.Length.Should().BeLessThanOrEqualTo(BufferBytes);
                    seen.AddRange(Publishing.Messages(buffer.Body.Span).Select(m => m.Payload));
                    buffer.Receipts.ForEach(r => r.Complete(PublishOutcome.Stored));
                    _inbox.Return(buffer);
                }
            }
            while (!closed);
        });

        await Task.WhenAll(all, reader).WaitAsync(TimeSpan.FromSeconds(60));
        seen.Should().HaveCount(Connections * Each);
        foreach (var connection in seen.GroupBy(s => s[0]))
        {
            connection.Should().HaveCount(Each).And.BeInAscendingOrder(StringComparer.Ordinal);
        }

        receipts.Completed.Should().HaveCount(Connections * Each / 2);
    }
}
