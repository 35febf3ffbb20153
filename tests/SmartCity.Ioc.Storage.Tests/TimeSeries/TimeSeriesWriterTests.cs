using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

public sealed class TimeSeriesWriterTests : IAsyncLifetime
{
    private readonly JournalUnderTest _journal = new();
    private readonly PointSource _source = new();
    private readonly Ledger _ledger = new();
    private readonly ManualTimeProvider _time = new();
    private readonly StoreDouble _store = new();
    private readonly TemporaryFolder _folder = new();
    private readonly TimeSeriesWriterStatus _status = new();
    private readonly RecoveredOutputs _recovered = new();
    private readonly StoredPosition _position = new();
    private readonly TimeSeriesOptions _options = new() { BatchPoints = 10 };
    private SqliteQuarantineStore _quarantine = null!;
    private PointLog _log = null!;
    private JournalPosition _mark;

    public Task InitializeAsync()
    {
        _quarantine = new SqliteQuarantineStore(_folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        _log = new PointLog(_journal.Journal, _source.Registry, _ledger, _recovered, writeReadings: true);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _quarantine.DisposeAsync();
        _source.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writer_Stopped_HasDrainedEverythingInOrderAndTellsTheLedger()
    {
        Commit(0, 95);
        using (var writer = Create())
        {
            await writer.StartAsync(default);
            Commit(95, 100);
            await writer.StopAsync(default);
        }

        Times().Should().Equal(Enumerable.Range(0, 100).Select(i => (long)i));
        _store.BatchSizes.Should().OnlyContain(size => size <= 10);
        var counts = _ledger.Snapshot().Messages;
        counts.Should().Match<LedgerCounts>(c => c.Accepted == 100 && c.Stored == 100 && c.Waiting == 0);
        _journal.Journal.LoadPosition(TimeSeriesWriter.ReaderName).Should().Be(_journal.Journal.End);
        _status.LagBytes.Should().Be(0);
        _status.WrittenPoints.Should().Be(100);
    }

    [Fact]
    public async Task Writer_StartedAgain_GoesOnWhereItWas()
    {
        Commit(0, 20);
        await RunAsync();
        Commit(20, 30);
        await RunAsync();
        Times().Should().Equal(Enumerable.Range(0, 30).Select(i => (long)i));
    }

    [Fact]
    public async Task Writer_StartedAgainWithEverythingStoredBefore_TellsTheLedgerWithoutANewFrame()
    {
        Commit(0, 20);

        // The last checkpoint is made before the writer drains; a new process has its ledger from there, the outputs as long as then.
        using var saved = new MemoryStream();
        using (var writer = new BinaryWriter(saved, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            _ledger.Save(writer);
        }

        await RunAsync();
        saved.Position = 0;
        var ledger = new Ledger();
        using var reader = new BinaryReader(saved);
        ledger.Restore(reader);
        ledger.Snapshot().Messages.Should().Match<LedgerCounts>(c => c.Accepted == 20 && c.Stored == 0);
        new PointLog(_journal.Journal, _source.Registry, ledger, _recovered, writeReadings: true).TruncateAfter(_journal.Journal.End);
        using (var writer = Create(ledger))
        {
            await writer.StartAsync(default);
            await writer.StopAsync(default);
        }

        ledger.Snapshot().Messages.Should().Match<LedgerCounts>(c => c.Accepted == 20 && c.Stored == 20 && c.Waiting == 0);
    }

    [Fact]
    public async Task Writer_Running_WritesWithinTheBatchesAge()
    {
        using var writer = Create();
        await writer.StartAsync(default);
        Commit(0, 3);
        await AdvanceUntilAsync(() => _store.Readings.Count == 3);
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Store_Away_LosesNothingAndDoublesNothing()
    {
        _store.Fault = tries => tries is > 1 and < 6 ? new StoreUnavailableException("connection refused") : null;
        Commit(0, 40);
        using var writer = Create();
        await writer.StartAsync(default);
        await AdvanceUntilAsync(() => !_status.IsStoreUp);
        _status.Fault.Should().Be("connection refused");
        _status.LagBytes.Should().BeGreaterThan(0);
        await AdvanceUntilAsync(() => _store.Readings.Count == 40);
        _status.IsStoreUp.Should().BeTrue();
        await writer.StopAsync(default);
        Times().Should().Equal(Enumerable.Range(0, 40).Select(i => (long)i));
    }

    [Fact]
    public async Task Store_BackAfterALongWhile_GetsTheNewestFirstAndThenEverythingInOrder()
    {
        _options.CatchUpBytes = 1000;
        _store.Fault = _ => new StoreUnavailableException("connection refused");
        Commit(0, 400);
        using var writer = Create();
        await writer.StartAsync(default);

        // The last tries before the return are what "newest" begins at.
        await AdvanceUntilAsync(() => _store.Tries >= 15);
        Commit(400, 420);
        await AdvanceUntilAsync(() => _store.Tries >= 16);
        _store.Fault = _ => null;
        await AdvanceUntilAsync(() => _status.IsStoreUp && _status.LagBytes == 0);
        await writer.StopAsync(default);
        var times = Times().ToList();
        times.IndexOf(419).Should().BeLessThan(times.IndexOf(100), "the newest came while the oldest were still on their way");
        times.Order().Should().Equal(Enumerable.Range(0, 420).Select(i => (long)i), "what went first is not written a second time");
        _status.IsCatchingUp.Should().BeFalse();
        _status.WrittenPoints.Should().Be(420, "what was written early counts once");
        _ledger.Snapshot().Messages.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task Writer_KilledWhileItCatchesUp_WritesNothingTwiceAfterTheStart()
    {
        await CatchUpUntilTheNewestIsThereAsync();
        var before = Times().ToList();
        before.Should().Contain(419).And.NotContain(300, "history is on its way still");
        _store.Fault = _ => null;
        Commit(420, 440);
        using var writer = Create();
        await writer.StartAsync(default);
        await AdvanceUntilAsync(() => _status.IsStoreUp && _status.LagBytes == 0 && !_status.IsCatchingUp);
        await writer.StopAsync(default);
        Times().Order().Should().Equal(Enumerable.Range(0, 440).Select(i => (long)i));
        _ledger.Snapshot().Messages.Should().Match<LedgerCounts>(c => c.Stored == 440 && c.Waiting == 0 && c.NotStored == 0);
    }

    [Fact]
    public async Task Reading_CorrectedWhileTheStoreWasAway_StandsAsCorrectedInTheEnd()
    {
        _options.CatchUpBytes = 1000;
        _store.Fault = _ => new StoreUnavailableException("connection refused");
        Commit(0, 400);
        using var writer = Create();
        await writer.StartAsync(default);
        await AdvanceUntilAsync(() => _store.Tries >= 15);

        // The device sends its reading of time 396 again, with another value: the older version is written after the newer one.
        _log.AddReadings(_source.Readings((0, 396, [("pm25", -1)])));
        Commit(400, 420);
        await AdvanceUntilAsync(() => _store.Tries >= 16);
        _store.Fault = _ => null;
        await AdvanceUntilAsync(() => _status.IsStoreUp && _status.LagBytes == 0);
        await writer.StopAsync(default);
        _store.Readings.Where(r => r.TimeNanos == 396).Select(r => r.Values[0].Value).Should().Equal(-1, 396, -1);
        Times().Where(t => t != 396).Order().Should().Equal(Enumerable.Range(0, 420).Where(i => i != 396).Select(i => (long)i));
    }

    [Fact]
    public async Task Outputs_CutBackBehindWhatWentFirst_AreWrittenAsTheyGrowAgain()
    {
        await CatchUpUntilTheNewestIsThereAsync(mark: 410);
        _store.Fault = _ => null;
        using var writer = Create();
        _log.TruncateAfter(_mark);
        Commit(410, 430);
        await writer.StartAsync(default);
        await AdvanceUntilAsync(() => _status.IsStoreUp && _status.LagBytes == 0 && !_status.IsCatchingUp);
        await writer.StopAsync(default);
        Times().Where(t => t < 410).Order().Should().Equal(Enumerable.Range(0, 410).Select(i => (long)i));
        Times().Where(t => t is >= 410 and < 420).Should().HaveCount(20, "what grew after the cut may be other points");
    }

    [Fact]
    public async Task Store_AwayOnceMoreWhileItCatchesUp_GetsTheNewestOfThenFirst()
    {
        await CatchUpUntilTheNewestIsThereAsync();
        using var writer = Create();
        _store.Fault = _ => new StoreUnavailableException("connection refused");
        Commit(420, 700);
        await writer.StartAsync(default);
        var tries = _store.Tries;
        await AdvanceUntilAsync(() => _store.Tries >= tries + 15);
        Commit(700, 720);
        _store.Fault = _ => null;
        await AdvanceUntilAsync(() => _status.IsStoreUp && _status.LagBytes == 0 && !_status.IsCatchingUp);
        await writer.StopAsync(default);
        var times = Times().ToList();
        times.IndexOf(719).Should().BeLessThan(times.IndexOf(500)).And.BeLessThan(times.IndexOf(300));
        times.Order().Should().Equal(Enumerable.Range(0, 720).Select(i => (long)i));
    }

    [Fact]
    public async Task Points_RefusedOrGivenUp_AreCountedAsNotStored()
    {
        _store.Refusal = point => point.TimeNanos == 3 ? "a name that harms" : null;
        Commit(0, 6);
        _log.AddLate(_source.Readings((0, 3, [("pm25", 1)])));
        _log.Commit(2000);
        await RunAsync();
        _status.RejectedPoints.Should().Be(2);
        _status.NotStoredMessages.Should().Be(1, "the late one was never accepted");
        _status.NotStoredReadings.Should().Be(1);
    }

    [Fact]
    public async Task Store_ThatAsksToBeLeftAlone_IsLeftAlone()
    {
        _store.Fault = tries => tries == 1 ? new StoreUnavailableException("busy") { RetryAfter = TimeSpan.FromMinutes(10) } : null;
        Commit(0, 5);
        var began = _time.GetUtcNow();
        using var writer = Create();
        await writer.StartAsync(default);
        await AdvanceUntilAsync(() => _store.Readings.Count == 5);
        (_time.GetUtcNow() - began).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(10));
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Points_RefusedForGood_GoToQuarantineAndTheRestOn()
    {
        _store.Refusal = point => point.TimeNanos == 3 ? "a name that harms" : null;
        Commit(0, 6);
        await RunAsync();
        Times().Should().Equal(0, 1, 2, 4, 5);
        _status.RejectedPoints.Should().Be(1);
        await _quarantine.DisposeAsync();
        _quarantine = new SqliteQuarantineStore(_folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        var (messages, _) = await _quarantine.ListAsync(QuarantineReason.StoreRefused, null, 10, default);
        messages.Should().ContainSingle().Which.Detail.Should().Contain("a name that harms");
    }

    [Fact]
    public async Task Frame_OfANewerVersion_IsPassedOverCounted()
    {
        Commit(0, 2);
        _journal.Journal.Append(FrameKind.Points, 5, [99, 1, 2, 3]);
        _journal.Journal.Flush(durable: true);
        Commit(2, 4);
        await RunAsync();
        Times().Should().Equal(0, 1, 2, 3);
        _status.UnreadableFrames.Should().Be(1);
    }

    [Fact]
    public async Task Store_AwayAtTheStop_LeavesTheRestInTheJournal()
    {
        _store.Fault = _ => new StoreUnavailableException("away");
        Commit(0, 5);
        using (var writer = Create())
        {
            await writer.StartAsync(default);
            await AdvanceUntilAsync(() => !_status.IsStoreUp);
            var stopping = writer.StopAsync(default);
            await AdvanceUntilAsync(() => stopping.IsCompleted);
        }

        _store.Fault = _ => null;
        await RunAsync();
        Times().Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public async Task Position_ThatCanNotBeStored_IsSaidOnceAndOnceMoreWhenItCan()
    {
        var inTheWay = Path.Combine(_journal.Options.Directory, TimeSeriesWriter.ReaderName + ".position.tmp");
        Directory.CreateDirectory(inTheWay);
        var warnings = new WarningList<TimeSeriesWriter>();
        using var writer = Create(log: warnings);
        await writer.StartAsync(default);
        for (var i = 0; i < 4; i++)
        {
            Commit(i, i + 1);
            await AdvanceUntilAsync(() => _status.WrittenPoints == i + 1 && !warnings.Lines.IsEmpty);
        }

        warnings.Lines.Should().ContainSingle();
        Directory.Delete(inTheWay);
        await AdvanceUntilAsync(() => warnings.Lines.Count == 2);
        await writer.StopAsync(default);
        warnings.Lines.Should().HaveCount(2);
    }

    [Fact]
    public async Task Outputs_CutBackAndGrownAgain_AreWrittenAgainFromTheCut()
    {
        Commit(0, 10);
        _log.MakeDurable(_log.Length);
        var mark = _log.Length;
        Commit(10, 20);
        await RunAsync();
        _log.TruncateAfter(mark);
        using (var writer = Create())
        {
            await writer.StartAsync(default);
            Commit(10, 25);
            await writer.StopAsync(default);
        }

        Times().Should().Equal(
            Enumerable.Range(0, 20).Concat(Enumerable.Range(10, 15)).Select(i => (long)i), "a store takes the same point for the same");
    }

    // Leaves a writer that has written the newest and is killed, as it were, with history not yet there.
    private async Task CatchUpUntilTheNewestIsThereAsync(int mark = 420)
    {
        _options.CatchUpBytes = 1000;
        _options.Drain = TimeSpan.Zero;
        _store.Fault = _ => new StoreUnavailableException("connection refused");
        Commit(0, 400);
        using var writer = Create();
        await writer.StartAsync(default);
        await AdvanceUntilAsync(() => _store.Tries >= 15);
        Commit(400, mark);
        _mark = _log.Length;
        Commit(mark, 420);
        await AdvanceUntilAsync(() => _store.Tries >= 16);
        _store.Fault = _ => _store.Readings.Any(r => r.TimeNanos == 419) ? new StoreUnavailableException("connection refused") : null;
        await AdvanceUntilAsync(() => _store.Readings.Any(r => r.TimeNanos == 419) && !_status.IsStoreUp);
        var stopping = writer.StopAsync(default);
        await AdvanceUntilAsync(() => stopping.IsCompleted);
        _status.SetFault(null, 0);
        _status.SetCatchingUp(false);
    }

    private TimeSeriesWriter Create(Ledger? ledger = null, ILogger<TimeSeriesWriter>? log = null) => new(
        _journal.Journal, _store, ledger ?? _ledger, _recovered, _quarantine, _options, _time, _status, _position,
        log ?? NullLogger<TimeSeriesWriter>.Instance);

    private async Task RunAsync()
    {
        using var writer = Create();
        await writer.StartAsync(default);
        await writer.StopAsync(default);
    }

    private void Commit(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _ledger.Count(LedgerEntry.Accepted, i, 1, 1);
            _log.AddReadings(_source.Readings((i % 4, i, [("pm25", i)])));
            _log.Commit(1000 + i);
        }
    }

    private IEnumerable<long> Times() => _store.Readings.Select(r => r.TimeNanos);

    // Moves the clock whenever the writer waits for it; bounded by real time.
    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }
}
