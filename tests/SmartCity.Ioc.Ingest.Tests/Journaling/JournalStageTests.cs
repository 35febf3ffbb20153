using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>The stage on a thread of its own, over a real journal; the clock stands until a test moves it.</summary>
public sealed class JournalStageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly IngestStatus _status = new();
    private readonly LiveFrameQueue _live = new(64);
    private readonly LogLines _log = new();
    private readonly Receipts _receipts = new();
    private readonly FaultyJournal _journal;
    private readonly InputInbox _inbox;
    private readonly JournalStage _stage;
    private readonly LoadWatch _load;
    private readonly LoadGate _gate = new(SmallCity.Create().Kinds);
    private readonly Thread _thread;
    private ulong _tag;

    public JournalStageTests()
    {
        _journal = new FaultyJournal(FileJournal.Open(
            new FileJournalOptions { Directory = _folder.Combine("inputs"), Name = "inputs" }, NullLogger.Instance));
        var metrics = Metrics.Create();
        _inbox = new InputInbox(4, 1024 * 1024, metrics, load: _gate, time: _time);
        _inbox.Open();
        var options = new IngestOptions { Coalesce = TimeSpan.Zero };
        _load = new LoadWatch(_inbox, _gate, SmallCity.Create().Kinds, rules: null, options, ClockSource.Host, _time, _status, metrics, _log);
        _stage = new JournalStage(_inbox, _journal, _live, _load, options, _time, _status, metrics, _log);
        _thread = new Thread(_stage.Run) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _inbox.Close();
        _live.Complete();
        _thread.Join(TimeSpan.FromSeconds(20)).Should().BeTrue();
        _stage.Dispose();
        _load.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Message_OfQos1_IsSafeBeforeItIsAcknowledgedAndHandedOn()
    {
        Publish("one");

        var frame = Next();

        _receipts.Completed.Should().Equal((1, PublishOutcome.Stored));
        frame.Kind.Should().Be(FrameKind.Messages);
        frame.Durable.Should().BeTrue();
        frame.TimeNanos.Should().Be(HostTime.NowNanos(_time));
        _journal.Durable.Should().Be(frame.Next);
        using var reader = _journal.Read(JournalPosition.Start);
        reader.TryRead(out var read).Should().BeTrue();
        (read.Position, read.Next, read.TimeNanos).Should().Be((frame.Position, frame.Next, frame.TimeNanos));
        read.Body.ToArray().Should().Equal(frame.Buffer!.Body.ToArray(), "what is decoded live is what a replay decodes");
    }

    [Fact]
    public void Message_OfQos0_IsSyncedOnceASecond()
    {
        _inbox.TryPublish("one").Should().BeTrue();
        var frame = Next();
        frame.Durable.Should().BeFalse();
        _journal.Durable.Should().BeLessThan(frame.Next);
        _journal.Syncs.Should().Be(0);

        _time.Advance(TimeSpan.FromSeconds(1));
        while (!frame.Durable)
        {
            frame = Next();
        }

        _journal.Durable.Should().Be(frame.Next);
    }

    [Fact]
    public void Checkpoint_ThatWaits_GetsADurableFrame()
    {
        _stage.AskForSync();
        _inbox.TryPublish("one").Should().BeTrue();

        Next().Durable.Should().BeTrue();

        _inbox.TryPublish("two").Should().BeTrue();
        Next().Durable.Should().BeFalse("one was asked for");
    }

    [Fact]
    public void Clock_WithoutInput_TicksEveryQuarterOfASecond()
    {
        _time.Advance(TimeSpan.FromMilliseconds(250));
        var first = Next();
        _time.Advance(TimeSpan.FromMilliseconds(250));
        var second = Next();

        (first.Kind, second.Kind).Should().Be((FrameKind.Tick, FrameKind.Tick));
        (second.TimeNanos - first.TimeNanos).Should().Be(250_000_000);
    }

    [Fact]
    public void HostClock_GoingBack_LeavesTheFramesTimeWhereItWas()
    {
        Publish("one");
        var before = Next().TimeNanos;
        _time.Advance(TimeSpan.FromHours(-1));
        Publish("two");

        Next().TimeNanos.Should().Be(before);
        _log.Lines.Should().ContainSingle(l => l.Contains("went back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_IsAFrameOfItsOwnBehindTheMessages()
    {
        var command = new AlertCommand("c-1", AlertVerb.Acknowledge, "01J", 3, "lan", "10.0.0.1", "đã xem", null, null);
        var pending = new PendingCommand(command, CommandJson.Encode(command));

        await _inbox.SubmitAsync(pending, default);

        var frame = Next();
        frame.Kind.Should().Be(FrameKind.Command);
        frame.Durable.Should().BeTrue();
        frame.Command.Should().BeSameAs(pending);
        CommandJson.Decode(pending.Body.Span).Should().Be(command);
        CommandJson.Decode("{}x"u8).Should().BeNull();
    }

    [Fact]
    public void Append_Refused_GoesBackToItsSendersAndIsCounted()
    {
        _journal.RefusesAppend = true;
        Publish("one");
        WaitFor(() => _receipts.Completed.Count == 1);
        _receipts.Completed.Should().Equal((1, PublishOutcome.Failed));
        _status.JournalFault.Should().Contain("No space");

        // Left alone for a while: what comes in waits in memory.
        _inbox.TryPublish("two").Should().BeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(250));
        WaitFor(() => _status.Shed == 1);
        _receipts.Completed.Should().HaveCount(1);

        _journal.RefusesAppend = false;
        Publish("three");
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Publishing.Messages(Next().Buffer!.Body.Span).Select(m => m.Payload).Should().Equal("three");
        _receipts.Completed.Should().EndWith((2, PublishOutcome.Stored));
        WaitFor(() => _status.JournalFault is null);
        _log.Lines.Should().HaveCount(2, "the edge is logged, not the level");
        _log.Lines[1].Should().Contain("1 messages went back").And.Contain("1 of QoS 0 were lost");
    }

    [Fact]
    public async Task Submit_Refused_IsAnError()
    {
        _journal.RefusesAppend = true;

        var submit = _inbox.SubmitAsync(DecodingCity.Air, "{}"u8.ToArray(), historical: true, default).AsTask();

        await FluentActions.Awaiting(() => submit.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<IOException>();
    }

    [Fact]
    public void Flush_Refused_HoldsTheFramesUntilTheyAreSafe()
    {
        _journal.RefusesFlush = true;
        Publish("one");
        WaitFor(() => _receipts.Completed.Count == 1);
        _receipts.Completed.Should().Equal((1, PublishOutcome.Failed));

        _journal.RefusesFlush = false;
        Publish("two");
        _time.Advance(TimeSpan.FromSeconds(1));

        Publishing.Messages(Next().Buffer!.Body.Span).Select(m => m.Payload).Should().Equal("one");
        Publishing.Messages(Next().Buffer!.Body.Span).Select(m => m.Payload).Should().Equal("two");
        _receipts.Completed.Should().EndWith((2, PublishOutcome.Stored));
        WaitFor(() => _status.JournalFault is null);
    }

    [Fact]
    public void Stop_WithInput_WritesItFirst()
    {
        Publish("one");
        _inbox.Close();

        Next().Durable.Should().BeTrue();
        _live.TryDequeue(out _).Should().BeFalse();
        _receipts.Completed.Should().Equal((1, PublishOutcome.Stored));
    }

    private void Publish(string payload) => _inbox.TryPublish(payload, new PublishReceipt(_receipts, ++_tag)).Should().BeTrue();

    private LiveFrame Next()
    {
        _live.TryDequeue(out var frame).Should().BeTrue();
        return frame;
    }

    private static void WaitFor(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)).Should().BeTrue();
}
