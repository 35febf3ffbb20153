using System.Text;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Ingest.Shards;

public sealed class ShardLoopTests : IDisposable
{
    // Known and unknown devices, a move, names and devices beyond the caps, bad payloads, ticks, commands, a frame with nothing good in it.
    private static readonly (FrameKind Kind, byte[] Body)[] Script =
    [
        Messages(DecodingCity.Air, """{"pm25": 1, "fw": "1.0"}""", """{"pm25": 2}""", "oops"),
        Tick(),
        Load("thin-low", ["air", "camera"]),
        Messages("ioc/v1/harbour/buoy/b1", """{"level": 1, "loc": {"lat": 10, "lon": 107}}"""),
        Messages("ioc/v1/e1/buoy/b2", """{"level": 2, "salt": 3}""", """{"level": 3, "salt": 3, "third": 4}"""),
        Command("c-1"),
        Messages("ioc/v1/w1/buoy/b2", """{"level": 4}"""),
        Tick(),
        Tick(),
        Load("shed-low", []),
        Messages(DecodingCity.Air, "[]"),
        Messages("ioc/v1/e1/air/b3", """{"pm25": 5}"""),
        Messages("ioc/v1/e1/air/b4", """{"pm25": 6}"""),
        Messages("ioc/v1/e1/air/b3/status", "online"),
        Messages(DecodingCity.Air, """[{"pm25": 7}, {"pm25": -1}, {"x": 1, "y": 2, "z": 3}]"""),
        Command("c-2"),
        Tick(),
        Messages("ioc/v1/harbour/buoy/b1", """{"level": 8, "third": 1}"""),
        Load("normal", null),
        Messages(DecodingCity.Air, """{"z": 9}"""),
        Tick(),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shard_KilledAnywhere_EndsWhereOneDoesThatWasNeverKilled()
    {
        var expected = Live("never", int.MaxValue, int.MaxValue, out var calls);
        expected.Should().NotBeEmpty();
        calls.Should().BeGreaterThan(12);
        for (var first = 1; first < calls; first++)
        {
            Live($"once-{first}", first, int.MaxValue, out _).Should().Equal(expected, "killed after call {0}", first);
            Live($"twice-{first}", first, 2, out _).Should().Equal(expected, "killed after call {0} and again in the replay", first);
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    [InlineData(4, 4)]
    public void Shards_OneOrFourLiveOrReplayed_EndTheSame(int live, int replayed)
    {
        var expected = Live("one", int.MaxValue, int.MaxValue, out var calls);

        Live("live", int.MaxValue, int.MaxValue, out _, live, replayed).Should().Equal(expected);
        Live("replayed", calls / 2, calls / 3, out _, live, replayed).Should().Equal(expected);
    }

    [Fact]
    public void Shard_StoppedWithACheckpoint_ReplaysNothing()
    {
        var points = new ListPointLog();
        var quarantine = new CollectedQuarantine();
        using (var first = new ShardRun(_folder.Path, points, quarantine))
        {
            first.Recover().Should().BeTrue();
            first.Append(Script);
            first.Follow().Should().BeTrue();
        }

        var lines = points.Lines.ToList();
        using var second = new ShardRun(_folder.Path, points, quarantine);
        second.Recover().Should().BeTrue();

        second.Calls.Should().Be(0);
        points.Lines.Should().Equal(lines);
        second.Registry.TryFindDevice("b2", out var moved).Should().BeTrue();
        second.Registry.Zones[second.Registry.Device(moved).Zone].Id.Should().Be("w1");
    }

    [Fact]
    public void Checkpoint_NeverGoesPastWhatAPowerCutLeaves()
    {
        var points = new ListPointLog();
        using var run = new ShardRun(_folder.Path, points, new CollectedQuarantine());
        run.Recover().Should().BeTrue();
        run.Append(Script, durable: false);
        run.Follow().Should().BeTrue();

        run.SyncsWanted.Should().BePositive("a checkpoint was due");
        run.Checkpoints.OpenNewest().Should().BeNull("no frame was said to be durable");
    }

    [Fact]
    public void Checkpoint_WhileAnOutputHoldsSomethingBack_IsPutOffAndTheReplayBringsItAgain()
    {
        var points = new ListPointLog();
        var quarantine = new CollectedQuarantine();
        var output = new RecordedOutput { HoldsBack = true };
        using (var first = new ShardRun(_folder.Path, points, quarantine, [output]))
        {
            first.Recover().Should().BeTrue();
            first.Append(Script);
            first.Follow().Should().BeTrue();
            first.Status.CheckpointFault.Should().Be("not durable yet");
            first.Checkpoints.OpenNewest().Should().BeNull();
        }

        var again = new RecordedOutput();
        using var second = new ShardRun(_folder.Path, points, quarantine, [again]);
        second.Recover().Should().BeTrue();
        again.Done.Should().Equal(output.Done);
        again.Recovering.Should().BeTrue();
        again.RecoveredAfter.Should().Be(output.Done.Count);
    }

    [Fact]
    public void Output_ThatRefuses_HoldsTheShardAndLosesNothing()
    {
        var points = new ListPointLog { Refusals = 3 };
        var output = new RecordedOutput { Refusals = 2 };
        using var run = new ShardRun(_folder.Path, points, new CollectedQuarantine(), [output]);
        run.Recover().Should().BeTrue();
        run.Append(Script);
        var follow = new Thread(() => run.Follow()) { IsBackground = true };
        follow.Start();

        while (!follow.Join(TimeSpan.FromMilliseconds(1)))
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        run.Status.OutputFault.Should().BeNull();
        output.Done.Should().HaveCount(Script.Length).And.BeInAscendingOrder();
        points.Lines.Should().NotBeEmpty();
        output.Recovering.Should().BeFalse();
    }

    [Fact]
    public void Frame_OnWhichThePipelineAlwaysFails_IsPutAsideAfterTheReplayFailedToo()
    {
        var points = new ListPointLog();
        var quarantine = new CollectedQuarantine();
        using (var live = new ShardRun(_folder.Path, points, quarantine))
        {
            live.Recover().Should().BeTrue();
            live.Append(Script);
            live.Pipeline.Called = FailOnSalt(live);
            live.Invoking(r => r.Follow()).Should().Throw<InvalidOperationException>();
        }

        using (var replay = new ShardRun(_folder.Path, points, quarantine))
        {
            replay.Pipeline.Called = FailOnSalt(replay);
            replay.Invoking(r => r.Recover()).Should().Throw<InvalidOperationException>();
        }

        using var next = new ShardRun(_folder.Path, points, quarantine);
        next.Pipeline.Called = FailOnSalt(next);
        next.Recover().Should().BeTrue();

        quarantine.Messages.Where(m => m.Reason == QuarantineReason.ProcessingFailed).Select(m => (m.Ordinal, m.Topic)).Should().Equal(
            (0, "ioc/v1/e1/buoy/b2"), (1, "ioc/v1/e1/buoy/b2"));
        next.Ledger.Snapshot().IsBalanced.Should().BeTrue();
        next.Registry.TryFindDevice("b3", out _).Should().BeTrue("what came after it was taken");
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    public void Checkpoint_ThatTakesLong_IsMadeSeldom(int seconds, int before)
    {
        var saves = 0;
        using var run = new ShardRun(_folder.Path, new ListPointLog(), new CollectedQuarantine()) { WaitsForCheckpoints = true };
        run.Pipeline.Saving = () =>
        {
            saves++;
            run.Time.Advance(TimeSpan.FromSeconds(seconds));
        };
        run.Recover().Should().BeTrue();
        run.Append(Script);
        run.Follow().Should().BeTrue();

        saves.Should().Be(before + 1, "one is left behind at the end");
    }

    [Fact]
    public void Checkpoint_OnAnotherClock_IsRefusedWithTheReason()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        new PipelineClock(ClockSource.Data).Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        FluentActions.Invoking(() => new PipelineClock(ClockSource.Host).Restore(reader))
            .Should().Throw<InvalidDataException>().WithMessage("Ioc:Pipeline:Clock is 'Host'*");
    }

    [Fact]
    public void Journal_CutByHandBehindTheCheckpoint_GoesOnPastIt()
    {
        var points = new ListPointLog();
        using (var first = new ShardRun(_folder.Path, points, new CollectedQuarantine()))
        {
            first.Recover().Should().BeTrue();
            first.Append(Script);
            first.Follow().Should().BeTrue();
        }

        Directory.Delete(_folder.Combine("inputs"), recursive: true);
        ulong state;
        using (var second = new ShardRun(_folder.Path, points, new CollectedQuarantine()))
        {
            second.Recover().Should().BeTrue();
            second.Append([Messages(DecodingCity.Air, """{"pm25": 1}""")]);
            second.Follow(killAfterCalls: 2).Should().BeTrue();
            state = second.Pipeline.State;
        }

        using var third = new ShardRun(_folder.Path, points, new CollectedQuarantine());
        third.Recover().Should().BeTrue();
        third.Pipeline.State.Should().Be(state);
    }

    private List<string> Live(string name, int firstKill, int secondKill, out int calls, int liveShards = 1, int replayShards = 1)
    {
        var folder = _folder.Combine(name);
        var points = new ListPointLog();
        var quarantine = new CollectedQuarantine();
        using (var first = new ShardRun(folder, points, quarantine, shards: liveShards))
        {
            first.Recover().Should().BeTrue();
            first.Append(Script);
            first.Follow(firstKill);
            calls = first.Calls;
        }

        if (secondKill != int.MaxValue)
        {
            using var second = new ShardRun(folder, points, quarantine, shards: replayShards);
            second.Recover(secondKill);
        }

        using var last = new ShardRun(folder, points, quarantine, shards: replayShards);
        last.Recover().Should().BeTrue();
        var counts = last.Ledger.Snapshot();
        return
        [
            .. points.Lines,
            $"{last.Pipeline.State}",
            $"{counts.Messages}",
            .. counts.Minutes.Select(m => $"{m}"),
            .. quarantine.Messages.Select(m => $"{m.Position} {m.Ordinal} {m.Topic} {m.Reason} {m.Detail}"),
            .. Enumerable.Range(0, last.Registry.DeviceCount).Select(i => $"{last.Registry.Device(i)}"),
        ];
    }

    // A bug that a certain reading meets.
    private static Action FailOnSalt(ShardRun run) => () =>
    {
        if (run.Registry.TryFindMetric("salt", out _) && !run.Registry.TryFindDevice("b3", out _))
        {
            throw new InvalidOperationException("a bug");
        }
    };

    private static (FrameKind Kind, byte[] Body) Messages(string topic, params string[] payloads) =>
        (FrameKind.Messages, DecodingCity.Frame([.. payloads.Select(p => (topic, Encoding.UTF8.GetBytes(p), default(DeliveryMarks)))]));

    private static (FrameKind Kind, byte[] Body) Load(string stage, string[]? keep) =>
        (FrameKind.Load, new LoadReport(stage, keep, new Dictionary<string, long> { ["air"] = 3, ["other"] = 4 }).Encode());

    private static (FrameKind Kind, byte[] Body) Tick() => (FrameKind.Tick, []);

    private static (FrameKind Kind, byte[] Body) Command(string id) =>
        (FrameKind.Command, CommandJson.Encode(new AlertCommand(id, AlertVerb.Comment, "01J", null, "lan", null, "xem lại", null, null)));

    private sealed class RecordedOutput : IShardOutput
    {
        public List<long> Done { get; } = [];

        public int Refusals { get; set; }

        public bool HoldsBack { get; init; }

        public bool Recovering { get; private set; }

        public int? RecoveredAfter { get; private set; }

        public void Recovered() => RecoveredAfter = Done.Count;

        public void MakeDurable()
        {
            if (HoldsBack)
            {
                throw new IOException("not durable yet");
            }
        }

        public void FrameDone(JournalPosition next, long clockNanos, bool recovering)
        {
            if (Refusals > 0)
            {
                Refusals--;
                throw new IOException("database is locked");
            }

            Recovering |= recovering;
            Done.Add(next.Offset);
        }
    }
}
