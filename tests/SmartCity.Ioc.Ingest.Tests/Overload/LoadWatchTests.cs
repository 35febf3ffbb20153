using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>Inbox, gate and watch together; the shard is the test, which takes buffers and gives them back when it likes.</summary>
public sealed class LoadWatchTests : IDisposable
{
    private const string Low = "ioc/v1/e1/buoy/b-1";

    private readonly ManualTimeProvider _time = new();
    private readonly IngestOptions _options = new() { OverloadLag = TimeSpan.FromSeconds(1), OverloadHold = TimeSpan.FromSeconds(10) };
    private readonly IngestStatus _status = new();
    private readonly LogLines _log = new();
    private readonly Receipts _receipts = new();
    private readonly LoadGate _gate;
    private readonly InputInbox _inbox;
    private readonly Queue<InboxBuffer> _taken = new();
    private LoadWatch? _watch;

    public LoadWatchTests()
    {
        var kinds = SmallCity.Create().Kinds;
        _gate = new LoadGate(kinds)
        {
            Priorities = new KindPriorities(kinds, [SmallCity.Threshold("a", 0, "pm25", 1), SmallCity.Threshold("b", 1, "speed", 1)]),
        };
        _inbox = new InputInbox(16, 1024 * 1024, Metrics.Create(), load: _gate, time: _time);
        _inbox.Open();
    }

    private LoadWatch Watch => _watch!;

    public void Dispose() => _watch?.Dispose();

    [Fact]
    public void Overload_ThatGoesOn_IsJournaledStageByStageAndUndone()
    {
        Start();
        var reports = new List<LoadReport>();
        for (var round = 0; round < 12; round++)
        {
            Publish();
            FallBehind();
            Note(reports);
        }

        _status.LoadStage.Should().Be(LoadStage.ShedAll);
        CatchUp();
        Pass(TimeSpan.FromSeconds(60));
        Note(reports);

        _status.LoadStage.Should().Be(LoadStage.Normal);
        reports.Where(report => report.Keep is not null).Select(report => string.Join(' ', report.Keep!)).Distinct()
            .Should().Equal("air camera", "");
        reports[^1].Keep.Should().BeNull();
        reports.Sum(report => report.Shed.GetValueOrDefault("other")).Should().Be(_status.Shed).And.BePositive();
        _log.Lines.Should().HaveCount(2, "an episode's begin and end");
    }

    [Fact]
    public async Task Sender_ThatCanWait_IsHeldBackAndLetInWhenTheShardIsNear()
    {
        Start();
        Publish();
        Take();
        Pass(TimeSpan.FromSeconds(2));
        _inbox.TryPublish("""{"x": 1}""", new PublishReceipt(_receipts, 1), Low).Should().BeFalse();
        _inbox.TryPublish("""{"x": 1}""", new PublishReceipt(_receipts, 1), $"{Low}/status").Should().BeTrue("a device's state is always taken");
        var room = _inbox.WaitForRoomAsync(default).AsTask();
        Take();
        room.IsCompleted.Should().BeFalse("there is room, but not for those who can wait");
        var http = _inbox.SubmitAsync(Low, "{}"u8.ToArray(), historical: false, default).AsTask();

        CatchUp();
        Pass(TimeSpan.FromSeconds(1));

        await room.WaitAsync(TimeSpan.FromSeconds(20));
        _inbox.TryPublish("""{"x": 1}""", new PublishReceipt(_receipts, 1), Low).Should().BeTrue();
        var taken = 0;
        while (taken < 2)
        {
            taken += _inbox.Swap(out _) is { } buffer ? Complete(buffer) : 0;
        }

        await http.WaitAsync(TimeSpan.FromSeconds(20));
        _status.Shed.Should().Be(0);
    }

    [Fact]
    public void Start_AfterARunThatThinned_TakesItBackInTheJournal()
    {
        Start(kept: []);

        var report = Watch.Due(isLast: false)!;
        report.Should().BeEquivalentTo(new LoadReport("normal", null, new Dictionary<string, long>()));
        Watch.Journaled(report);
        Watch.Due(isLast: false).Should().BeNull();
    }

    [Fact]
    public void Counts_NotJournaledYet_GoWithTheLastFrame()
    {
        Start();
        for (var round = 0; round < 12; round++)
        {
            Publish();
            FallBehind();
        }

        Note([]);
        Publish();
        Watch.Due(isLast: false).Should().BeNull("a second has not passed");
        Watch.Due(isLast: true)!.Shed.Should().Equal(new Dictionary<string, long> { ["other"] = 1 });
    }

    [Theory]
    [InlineData(0, ClockSource.Host)]
    [InlineData(1, ClockSource.Data)]
    public void Lag_OfZeroOrARecordingsOwnTime_SwitchesItOff(int lag, ClockSource clock)
    {
        _options.OverloadLag = TimeSpan.FromSeconds(lag);
        Start(clock: clock);
        for (var round = 0; round < 12; round++)
        {
            Publish();
            FallBehind();
        }

        _status.LoadStage.Should().Be(LoadStage.Normal);
        _gate.IsOpen.Should().BeTrue();
        Watch.Due(isLast: true).Should().BeNull();
    }

    private void Start(IReadOnlyList<string>? kept = null, ClockSource clock = ClockSource.Host)
    {
        _watch = new LoadWatch(_inbox, _gate, SmallCity.Create().Kinds, rules: null, _options, clock, _time, _status, Metrics.Create(), _log);
        _watch.Start(kept);
    }

    // A message that is taken or shed, and one that always is taken: the backlog does not end.
    private void Publish()
    {
        _inbox.TryPublish("""{"x": 1}""", topic: Low).Should().BeTrue();
        _inbox.TryPublish("online", topic: $"{Low}/status").Should().BeTrue();
    }

    // A window, in which the shard deals with something, and is later behind than before.
    private void FallBehind()
    {
        Take();
        Pass(TimeSpan.FromSeconds(2));
        if (_taken.Count > 10)
        {
            _inbox.Return(_taken.Dequeue());
        }
        else
        {
            Publish();
            _inbox.Return(_inbox.Swap(out _)!);
        }
    }

    private void Take()
    {
        if (_inbox.Swap(out _) is { } buffer)
        {
            _taken.Enqueue(buffer);
        }
    }

    private void CatchUp()
    {
        Take();
        while (_taken.TryDequeue(out var buffer))
        {
            _inbox.Return(buffer);
        }
    }

    private int Complete(InboxBuffer buffer)
    {
        var count = buffer.Receipts.Count;
        buffer.Receipts.ForEach(receipt => receipt.Complete(PublishOutcome.Stored));
        _inbox.Return(buffer);
        return count;
    }

    private void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(400))
        {
            _time.Advance(TimeSpan.FromMilliseconds(400));
        }
    }

    private void Note(List<LoadReport> into)
    {
        if (Watch.Due(isLast: false) is { } report)
        {
            Watch.Journaled(report);
            into.Add(report);
        }
    }
}
