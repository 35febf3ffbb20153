using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

/// <summary>Outputs over their disk budget while the store is away: the ledger says what the store has, also after kills.</summary>
public sealed class GivenUpOutputsTests : IAsyncLifetime
{
    private readonly JournalUnderTest _journal = new(new FileJournalOptions
    {
        Directory = "",
        Name = "outputs",
        SegmentBytes = 20_000,
        BudgetBytes = 60_000,
        WhenFull = BudgetPolicy.GiveUpOldest,
        KeepSpan = TimeSpan.Zero,
        Readers = [TimeSeriesWriter.ReaderName],
    });

    private readonly PointSource _source = new();
    private readonly StoreDouble _store = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RecoveredOutputs _recovered = new();
    private SqliteQuarantineStore _quarantine = null!;

    public Task InitializeAsync()
    {
        _quarantine = new SqliteQuarantineStore(_folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _quarantine.DisposeAsync();
        _source.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenUpBeforeTheWriterCame_AreNotStored(bool windows)
    {
        var ledger = new Ledger();
        Commit(ledger, 0, 4_000, windows);
        await RunAsync(ledger);
        _store.Readings.Count.Should().BeInRange(1, 3_900);
        Says(ledger, accepted: 4_000);
    }

    [Fact]
    public async Task GivenUp_AfterAKillThatTheCheckpointKnowsNothingOf_AreStillNotStored()
    {
        Commit(new Ledger(), 0, 4_000);
        await RunAsync(Restored(4_000));
        var after = Restored(4_000);
        _recovered.Set(_journal.Journal.End, after);
        await RunAsync(after);
        Says(after, accepted: 4_000);

        Commit(after, 4_000, 8_000);
        await RunAsync(after);
        Says(after, accepted: 8_000);
    }

    [Fact]
    public async Task GivenUp_WhileAWriteWasCutShort_AreCountedOnce()
    {
        var ledger = new Ledger();
        Commit(ledger, 0, 10);
        await RunAsync(ledger);
        _store.Fault = _ => new SmartCity.Ioc.TimeSeries.StoreUnavailableException("away");
        Commit(ledger, 10, 4_000);
        await RunAsync(ledger);
        _store.Fault = _ => null;
        await RunAsync(ledger);
        Says(ledger, accepted: 4_000);
    }

    [Fact]
    public async Task GivenUp_BehindTheCheckpointThatTheOutputsAreCutBackTo_AreCountedOnce()
    {
        var ledger = new Ledger();
        Commit(ledger, 0, 2_000);
        var mark = _journal.Journal.End;
        Commit(ledger, 2_000, 6_000);
        var restored = Restored(2_000);
        var recovered = new RecoveredOutputs(isAwaited: true);
        using (var writer = Create(restored, recovered))
        {
            await writer.StartAsync(default);
            Log(restored, recovered).TruncateAfter(mark);
            Commit(restored, 2_000, 6_000);
            await writer.StopAsync(default);
        }

        Says(restored, accepted: 6_000);
    }

    [Fact]
    public void Head_PassingOverWhatWasGivenUp_DoesNotSayThatItHasIt()
    {
        Commit(new Ledger(), 0, 4_000, windows: true);
        var read = new List<(JournalPosition From, JournalPosition To)>();
        using (var reader = _journal.Journal.Read(JournalPosition.Start))
        {
            while (reader.TryRead(out var frame))
            {
                read.Add((frame.Position, frame.Next));
            }
        }

        using var head = new OutputsHead(_journal.Journal, JournalPosition.Start, JournalPosition.Start, TimeProvider.System);
        head.Gather(int.MaxValue).Should().NotBeNull();

        head.Gathered.Count.Should().BeGreaterThan(1, "readings were given up between windows");
        head.Gathered.Sum(run => run.To.Offset - run.From.Offset).Should().Be(read.Sum(frame => frame.To.Offset - frame.From.Offset));
    }

    private static Ledger Restored(int accepted)
    {
        var ledger = new Ledger();
        ledger.Count(LedgerEntry.Accepted, 0, accepted, accepted);
        return ledger;
    }

    private void Says(Ledger ledger, int accepted)
    {
        var stored = _store.Readings.Select(point => point.TimeNanos).Distinct().Count();
        ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Accepted = accepted, Stored = stored, NotStored = accepted - stored, Waiting = 0 });
        ledger.Snapshot().Readings.Should().BeEquivalentTo(new { Accepted = accepted, Stored = stored, NotStored = accepted - stored, Waiting = 0 });
    }

    private void Commit(Ledger ledger, int from, int to, bool windows = false)
    {
        var log = Log(ledger, _recovered);
        for (var i = from; i < to; i++)
        {
            ledger.Count(LedgerEntry.Accepted, i, 1, 1);
            log.AddReadings(_source.Readings((i % 4, i, [("pm25", i)])));
            if (windows && i % 100 == 0)
            {
                log.AddWindow(_source.Window(AggregateScope.Device, i % 4, i));
            }

            log.Commit(1000 + i);
        }
    }

    private async Task RunAsync(Ledger ledger)
    {
        using var writer = Create(ledger, _recovered);
        await writer.StartAsync(default);
        await writer.StopAsync(default);
    }

    private PointLog Log(Ledger ledger, RecoveredOutputs recovered) => new(_journal.Journal, _source.Registry, ledger, recovered, writeReadings: true);

    private TimeSeriesWriter Create(Ledger ledger, RecoveredOutputs recovered) => new(
        _journal.Journal, _store, ledger, recovered, _quarantine, new TimeSeriesOptions { BatchPoints = 10 }, TimeProvider.System,
        new TimeSeriesWriterStatus(), new StoredPosition(), NullLogger<TimeSeriesWriter>.Instance);
}
