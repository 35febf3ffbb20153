using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.BackFill;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

public sealed class BackFillWriterTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Day = 1_780_272_000 * Second;

    private readonly JournalUnderTest _journal = new();
    private readonly PointSource _source = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _source.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task History_ThroughTheJournal_FillsWindowsOfDevicesAndZonesOnceHoweverOftenItComes()
    {
        using var store = new SqliteTimeSeriesStore(_folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        for (var round = 0; round < 3; round++)
        {
            await WriteAsync(store, log => log.AddBackFilled(_source.Readings(
                [.. Enumerable.Range(0, 6).Select(i => (0, Day + (i * 10 * Second), new[] { ("pm25", (double)i) }))])));
        }

        (await WindowsAsync(store, AggregateScope.Device, "air-1", 60)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { StartNanos = Day, Count = 6L, Sum = 15.0, Min = 0.0, Max = 5.0, First = 0.0, Last = 5.0, Coverage = 1.0 });
        (await WindowsAsync(store, AggregateScope.Device, "air-1", 86_400)).Should().ContainSingle().Which.Count.Should().Be(6);
        foreach (var zone in new[] { "e1", "east", "prov" })
        {
            (await WindowsAsync(store, AggregateScope.Zone, zone, 900)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Count = 6L, Sum = 15.0 });
        }

        // Another device of the same zones brings more, and a day to be counted again brings nothing new.
        await WriteAsync(store, log => log.AddBackFilled(_source.Readings((1, Day, [("pm25", 9.0)]))));
        await WriteAsync(store, log => log.AddRefills(_source.Readings((0, Day, [("pm25", 0.0)]))));

        (await WindowsAsync(store, AggregateScope.Zone, "prov", 900)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Count = 7L, Sum = 24.0, Max = 9.0 });
        (await WindowsAsync(store, AggregateScope.Zone, "east", 900)).Should().ContainSingle().Which.Count.Should().Be(6);
    }

    [Fact]
    public async Task Day_NothingMoreComesFor_IsSettledAlsoAfterARestart()
    {
        using var store = new SqliteTimeSeriesStore(_folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        await WriteAsync(store, log => log.AddBackFilled(_source.Readings((0, Day + (10 * Second), [("pm25", 1.0)]))));
        await WriteAsync(store, log => log.AddBackFilled(_source.Readings((1, Day + (5 * Second), [("pm25", 7.0)]), (1, Day + (20 * Second), [("pm25", 9.0)]))));
        (await WindowsAsync(store, AggregateScope.Zone, "prov", 60)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Count = 3L, First = 1.0, Last = 1.0 });

        var time = new ManualTimeProvider();
        await using var quarantine = new SqliteQuarantineStore(_folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        using var writer = Create(store, new Ledger(), quarantine, time);
        await writer.StartAsync(default);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await WindowsAsync(store, AggregateScope.Zone, "prov", 60))[0].Last != 9)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, bound.Token);
        }

        await writer.StopAsync(default);
        foreach (var seconds in new[] { 60, 900, 3600, 86_400 })
        {
            (await WindowsAsync(store, AggregateScope.Zone, "prov", seconds)).Should().ContainSingle().Which.Should().BeEquivalentTo(
                new { Count = 3L, Sum = 17.0, Min = 1.0, Max = 9.0, First = 7.0, Last = 9.0, P50 = 7.0 },
                o => o.Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 0.07)).WhenTypeIs<double>());
        }
    }

    private TimeSeriesWriter Create(SqliteTimeSeriesStore store, Ledger ledger, SqliteQuarantineStore quarantine, ManualTimeProvider time) => new(
        _journal.Journal, store, ledger, new RecoveredOutputs(), quarantine, new TimeSeriesOptions(), time,
        new TimeSeriesWriterStatus(), new StoredPosition(), NullLogger<TimeSeriesWriter>.Instance,
        new BackFillDesk(_source.Registry, new PipelineOptions(), store));

    private async Task WriteAsync(SqliteTimeSeriesStore store, Action<PointLog> add)
    {
        var ledger = new Ledger();
        var log = new PointLog(_journal.Journal, _source.Registry, ledger, new RecoveredOutputs(), writeReadings: false);
        add(log);
        log.Commit(Day + (3 * 86_400 * Second));
        await using var quarantine = new SqliteQuarantineStore(_folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        using var writer = Create(store, ledger, quarantine, new ManualTimeProvider());
        await writer.StartAsync(default);
        await writer.StopAsync(default);
    }

    private static async Task<List<WindowPoint>> WindowsAsync(SqliteTimeSeriesStore store, AggregateScope scope, string owner, int seconds)
    {
        var windows = new List<WindowPoint>();
        await foreach (var window in store.ReadWindowsAsync(scope, owner, "air", "pm25", seconds * Second, Day - (86_400 * Second), Day + (86_400 * Second), default))
        {
            windows.Add(window);
        }

        return windows;
    }
}
