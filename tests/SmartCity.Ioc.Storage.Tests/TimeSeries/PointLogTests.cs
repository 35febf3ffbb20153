using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

public sealed class PointLogTests : IDisposable
{
    private readonly JournalUnderTest _journal = new();
    private readonly PointSource _source = new();
    private readonly Ledger _ledger = new();
    private readonly PointLog _log;

    public PointLogTests() => _log = new PointLog(_journal.Journal, _source.Registry, _ledger, new RecoveredOutputs(), writeReadings: true);

    public void Dispose()
    {
        _source.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public void Readings_Committed_ReadBackWithNamesInsteadOfIndexes()
    {
        _log.AddReadings(_source.Readings((0, 100, [("pm25", 1.5), ("temp", 30)]), (2, 200, [("vehicles", 4)])));
        _log.AddLate(_source.Readings((0, 50, [("pm25", -0.0)])));
        _log.Commit(1000);
        var batch = ReadAll();
        batch.Readings.Should().BeEquivalentTo(
            [
                new ReadingsPoint("e1", "air", "air-1", 100, [new("pm25", 1.5), new("temp", 30)]),
                new ReadingsPoint("e1", "camera", "cam-1", 200, [new("vehicles", 4)]),
                new ReadingsPoint("e1", "air", "air-1", 50, [new("pm25", -0.0)]) { IsLate = true },
            ],
            o => o.WithStrictOrdering());
    }

    [Fact]
    public void Readings_OfMessagesWithoutATime_ReadBackMarkedSo()
    {
        using var batch = new ReadingBatch();
        foreach (var marks in new[] { MessageMarks.TimeAssumed, MessageMarks.None })
        {
            batch.Begin();
            batch.AddValue(_source.Registry.InternMetric("pm25"), 1);
            batch.Commit(0, 100, 100, 0, marks);
        }

        _log.AddReadings(batch);
        _log.AddLate(batch);
        _log.AddBackFilled(batch);
        _log.Commit(1000);
        ReadAll().Readings.Select(point => point.TimeAssumed).Should().Equal(true, false, true, false, true, false);
    }

    [Fact]
    public void Frames_CommittedWithMoreToCome_AreWrittenTogetherAndAreTheSameFrames()
    {
        using var other = new JournalUnderTest();
        var together = new PointLog(other.Journal, _source.Registry, new Ledger(), new RecoveredOutputs(), writeReadings: true);
        for (var i = 0; i < 100; i++)
        {
            foreach (var log in new[] { _log, together })
            {
                log.AddReadings(_source.Readings((0, i, [("pm25", i)])));
                log.Commit(1000 + i, more: ReferenceEquals(log, together));
            }
        }

        Bodies(other.Journal).Should().BeEmpty("little of it waits in memory");
        together.Length.Should().Be(_log.Length);
        together.Commit(2000);
        Bodies(other.Journal).Should().HaveCount(100).And.Equal(Bodies(_journal.Journal));

        static List<string> Bodies(FileJournal journal)
        {
            using var reader = journal.Read(journal.First);
            List<string> bodies = [];
            while (reader.TryRead(out var frame))
            {
                bodies.Add(Convert.ToHexString(frame.Body.Span));
            }

            return bodies;
        }
    }

    [Fact]
    public void Windows_Committed_ReadBackWithoutProvisionalOnes()
    {
        var ofDevice = _source.Window(AggregateScope.Device, 1, 7) with { P50 = double.NaN, P95 = double.NaN, P99 = double.NaN };
        var ofZone = _source.Window(AggregateScope.Zone, 3, 8) with { Revision = 300, Stage = AggregateStage.Correction };
        _log.AddWindow(ofDevice);
        _log.AddWindow(ofDevice with { Stage = AggregateStage.Provisional });
        _log.AddWindow(ofZone);
        _log.Commit(1000);
        var batch = ReadAll();
        batch.Aggregates.Should().Equal(
            new AggregatePoint(AggregateScope.Device, "w1", "air", "air-2", "pm25", ofDevice.LengthNanos, PointSource.Point(ofDevice)),
            new AggregatePoint(AggregateScope.Zone, "e1", "air", null, "pm25", ofZone.LengthNanos, PointSource.Point(ofZone)));
    }

    [Fact]
    public void Transitions_Committed_ReadBack()
    {
        _log.AddTransition(PointSource.Transition(1, AlertState.OutOfService, 3.5, "air-1"));
        _log.AddTransition(PointSource.Transition(2, AlertState.Active, null, null));
        _log.Commit(1000);
        ReadAll().Alerts.Should().Equal(
            new AlertPoint("e1", "quy tắc", "critical", "air-1", "A1", "out-of-service", 3.5, 99),
            new AlertPoint("e1", "quy tắc", "critical", null, "A2", "active", null, 99));
    }

    [Fact]
    public void Commit_OfNothing_WritesNothing()
    {
        _log.Commit(1000);
        _journal.Journal.End.Should().Be(JournalPosition.Start);
        _log.Length.Should().Be(JournalPosition.Start);
    }

    [Fact]
    public void Commits_AfterACutBackToACheckpoint_GiveTheSameBytes()
    {
        CommitSome(0, 20);
        _log.MakeDurable(_log.Length);
        var mark = _log.Length;
        CommitSome(20, 60);
        var before = _journal.Files.Select(File.ReadAllBytes).ToList();

        // Another process: other indexes, names seen in another order.
        using var other = new PointSource(devicesFirst: ["late-comer"]);
        var log = new PointLog(_journal.Journal, other.Registry, _ledger, new RecoveredOutputs(), writeReadings: true);
        log.TruncateAfter(mark);
        for (var i = 20; i < 60; i++)
        {
            CommitOne(log, other, i);
        }

        _journal.Files.Select(File.ReadAllBytes).Should().BeEquivalentTo(before, o => o.WithStrictOrdering());
    }

    [Fact]
    public void Commit_OfMoreThanAFrameHolds_IsCutIntoFrames()
    {
        for (var i = 0; i < 30_000; i++)
        {
            _log.AddWindow(_source.Window(AggregateScope.Device, i % 4, i));
        }

        _log.Commit(1000);
        using var reader = _journal.Journal.Read(JournalPosition.Start);
        var frames = 0;
        for (; reader.TryRead(out var frame); frames++)
        {
            frame.Body.Length.Should().BeLessThan(1_100_000);
        }

        frames.Should().BeGreaterThan(2);
        ReadAll().Aggregates.Should().HaveCount(30_000);
    }

    [Fact]
    public void Frames_CarryTheLedgersMark()
    {
        _ledger.Count(LedgerEntry.Accepted, 5, 3, 7);
        _log.AddReadings(_source.Readings((0, 100, [("pm25", 1)])));
        _log.Commit(1000);
        using var reader = _journal.Journal.Read(JournalPosition.Start);
        reader.TryRead(out var frame);
        var points = new PointFrame();
        points.Read(frame.Body.Span, new PointBatchBuilder());
        points.AcceptedMessages.Should().Be(3);
        points.AcceptedReadings.Should().Be(7);
        frame.TimeNanos.Should().Be(1000);
        frame.Kind.Should().Be(FrameKind.Readings);
    }

    [Fact]
    public void Readings_OfKindsThatAreNotKept_AreThinnedAndCountedUntilAllAreKeptAgain()
    {
        _log.KeepReadingsOf(new HashSet<string> { "camera" });
        _ledger.Count(LedgerEntry.Accepted, 5, 3, 3);
        _log.AddReadings(_source.Readings((0, 100, [("pm25", 1)]), (2, 100, [("speed", 2)]), (0, 200, [("pm25", 3)])));
        _log.AddLate(_source.Readings((0, 50, [("pm25", 4)])));
        _log.AddWindow(_source.Window(AggregateScope.Device, 0, 0));
        _log.Commit(1000);
        _log.KeepReadingsOf(null);
        _log.AddReadings(_source.Readings((0, 300, [("pm25", 5)])));
        _log.Commit(2000);

        var all = ReadAll();
        all.Readings.Select(point => (point.Device, point.TimeNanos)).Should().Equal(("cam-1", 100), ("air-1", 50), ("air-1", 300));
        all.Aggregates.Should().ContainSingle();
        _ledger.MessagesToStore.Should().Be(1);
        _ledger.Snapshot().Messages.Thinned.Should().Be(2);
    }

    [Fact]
    public void Readings_Unwanted_LeaveWindowsAndAlerts()
    {
        var log = new PointLog(_journal.Journal, _source.Registry, _ledger, new RecoveredOutputs(), writeReadings: false);
        log.AddReadings(_source.Readings((0, 100, [("pm25", 1)])));
        log.AddWindow(_source.Window(AggregateScope.Device, 0, 1));
        log.Commit(1);
        ReadAll().Should().Match<PointBatch>(b => b.Readings.Count == 0 && b.Aggregates.Count == 1);
    }

    [Fact]
    public void Commit_WhenTheJournalRefuses_KeepsThePointsForTheNextCall()
    {
        using var small = new JournalUnderTest(new FileJournalOptions { Directory = "", Name = "test", BudgetBytes = 150, Readers = ["x"] });
        var log = new PointLog(small.Journal, _source.Registry, _ledger, new RecoveredOutputs(), writeReadings: true);
        log.AddReadings(_source.Readings((0, 100, [("pm25", 1)])));
        log.AddWindow(_source.Window(AggregateScope.Device, 0, 1));
        var committing = () => log.Commit(1);
        committing.Should().Throw<JournalFullException>();
        committing.Should().Throw<JournalFullException>();
        small.Journal.Flush(durable: false);
        small.ReadAll().Should().ContainSingle("the readings fit, the window does not; the second call repeats neither");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Frame_CutAnywhere_IsRefusedAndNothingElse(int seed)
    {
        CommitOne(_log, _source, seed);
        _log.AddTransition(PointSource.Transition(1, AlertState.Active, 3.5, "air-1"));
        _log.Commit(1);
        using var reader = _journal.Journal.Read(JournalPosition.Start);
        while (reader.TryRead(out var frame))
        {
            for (var length = 0; length < frame.Body.Length; length++)
            {
                var reading = () => new PointFrame().Read(frame.Body.Span[..length], new PointBatchBuilder());
                try
                {
                    reading();
                }
                catch (InvalidDataException)
                {
                    // The only thing that a reader of a cut frame may throw; a cut between two records is a shorter frame.
                    continue;
                }
            }
        }
    }

    [Fact]
    public void Commits_InTheSteadyState_AllocateNothing()
    {
        using var batch = _source.Readings((0, 100, [("pm25", 1), ("temp", 2)]), (1, 100, [("pm25", 1)]), (2, 100, [("speed", 1)]));
        var window = _source.Window(AggregateScope.Zone, 2, 1);
        for (var i = 0; i < 300; i++)
        {
            Round(i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 300; i++)
        {
            Round(300 + i);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Round(int i)
        {
            _log.AddReadings(batch);
            _log.AddWindow(window);
            _log.Commit(i);
        }
    }

    private static void CommitOne(PointLog log, PointSource source, int i)
    {
        using var batch = source.Readings((i % 4, i, [(i % 3 == 0 ? "pm25" : "speed", i), ("temp", 1)]));
        log.AddReadings(batch);
        if (i % 5 == 0)
        {
            log.AddWindow(source.Window(AggregateScope.Zone, i % 6, i));
        }

        log.Commit(1000 + i);
    }

    private void CommitSome(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            CommitOne(_log, _source, i);
        }
    }

    private PointBatch ReadAll()
    {
        using var reader = _journal.Journal.Read(JournalPosition.Start);
        var frame = new PointFrame();
        var builder = new PointBatchBuilder();
        while (reader.TryRead(out var next))
        {
            frame.Read(next.Body.Span, builder);
        }

        return builder.Batch;
    }
}
