using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

/// <summary>
/// The real pipeline, its journal of outputs and SQLite. The store has what was given out up to some place; whatever that place is, an answer
/// must be what the accepted readings say.
/// </summary>
public sealed class HistoryJoinTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;

    /// <summary>2026-06-01T16:00:00Z: an hour before the city's midnight.</summary>
    private const long Start = 1_780_329_600 * Second;

    private readonly TemporaryFolder _folder = new();
    private readonly JournalUnderTest _journal = new();
    private readonly CityRegistry _registry = new(SmallCity.Create());
    private readonly StoredPosition _stored = new();
    private readonly SqliteTimeSeriesStore _store;
    private readonly PointLog _log;
    private readonly CityPipeline _pipeline;
    private readonly HistoryReader _history;
    private readonly SortedDictionary<long, double> _accepted = [];
    private JournalPosition _position;

    public HistoryJoinTests()
    {
        var ledger = new Ledger();
        var options = new PipelineOptions();
        var open = new OpenZoneWindows(_registry);
        _store = new SqliteTimeSeriesStore(_folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        _log = new PointLog(_journal.Journal, _registry, ledger, new RecoveredOutputs(), writeReadings: true);
        _pipeline = new CityPipeline(_registry, options, ledger, new AlertEngine(_registry, []));
        _pipeline.Accepted.Subscribe(_log.AddReadings);
        _pipeline.Provisional.Subscribe(open.Set);
        _pipeline.Windows.Subscribe(windows =>
        {
            foreach (var window in windows)
            {
                _log.AddWindow(window);
            }
        });
        _history = new HistoryReader(_store, new OutputsTail(_journal.Journal, _stored, TimeProvider.System), open, options, "Asia/Ho_Chi_Minh");
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _store.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Answers_WhereverTheStoreIs_AreWhatTheReadingsSay(int seed)
    {
        var random = new Random(seed);
        var waiting = new PriorityQueue<(long Time, double Value), long>();
        for (var second = 0; second < 2 * 3600; second++)
        {
            var clock = Start + (second * Second);

            // A silence, so that there are gaps; delays within the horizon, so that there are corrections.
            if (second % 1000 < 800 && random.Next(3) == 0)
            {
                var late = random.Next(20) == 0 ? random.Next(600) : random.Next(3);
                waiting.Enqueue((clock, random.Next(1000) / 8.0), clock + (late * Second));
            }

            Feed(waiting, clock);
            if (random.Next(700) == 0)
            {
                await StoreUpToAsync(random.NextDouble());
                await CheckAsync(clock);
            }
        }

        await CheckAsync(Start + (2 * 3600 * Second) - Second);
    }

    [Fact]
    public async Task Percentiles_OfAStoredLength_AreThere_OfAMultipleNot()
    {
        for (var second = 0; second < 400; second++)
        {
            var waiting = new PriorityQueue<(long Time, double Value), long>();
            waiting.Enqueue((Start + (second * Second), second), 0);
            Feed(waiting, Start + (second * Second));
        }

        (await WindowsAsync("1m", "air-1", AggregateScope.Device, Start + (400 * Second)))[0].Point.P95.Should().BeApproximately(56, 0.6);
        _history.IsStored(AggregateScope.Device, Length("1m"), _history.CityZone).Should().BeTrue();
        _history.IsStored(AggregateScope.Device, Length("2m"), _history.CityZone).Should().BeFalse();
        _history.IsStored(AggregateScope.Device, Length("1d"), TimeZoneInfo.Utc).Should().BeFalse();
        (await WindowsAsync("2m", "air-1", AggregateScope.Device, Start + (400 * Second)))[0].Point.P95.Should().Be(double.NaN);
    }

    [Fact]
    public async Task Index_OfClosedHours_HasNothingOfTheHourThatRuns()
    {
        _registry.TryFindDevice("air-1", out var device).Should().BeTrue();
        var metric = _registry.InternMetric("aqi");
        var hour = 60 * Minute;
        _log.AddWindow(new WindowAggregate(
            AggregateScope.Device, AggregateStage.Final, device, 0, metric, Start, hour, 0, 1, 112, 112, 112, 112, 112, 112, 0, double.NaN, double.NaN, double.NaN, 1));
        using var batch = new ReadingBatch { ClockNanos = Start + hour };
        batch.Begin();
        batch.AddValue(metric, 112);
        batch.Commit(device, Start + hour, Start + hour, 0, MessageMarks.None);
        _log.AddReadings(batch);
        _log.Commit(Start + hour + Minute);

        var windows = new List<HistoryWindow>();
        var series = new HistorySeries(AggregateScope.Device, "air-1", "air", "aqi", 10 * Second) { IsOfClosedWindows = true };
        var now = Start + hour + (20 * Minute);
        await foreach (var window in _history.WindowsAsync(series, Length("1h"), _history.CityZone, Start, now, now, default))
        {
            windows.Add(window);
        }

        windows.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Point = new { StartNanos = Start, Last = 112.0 }, IsProvisional = false });
    }

    private static WindowLength Length(string text)
    {
        WindowLength.TryParse(text, out var length).Should().BeTrue();
        return length;
    }

    private void Feed(PriorityQueue<(long Time, double Value), long> waiting, long clock)
    {
        _registry.TryFindDevice("air-1", out var device).Should().BeTrue();
        using var batch = new ReadingBatch { ClockNanos = clock };
        while (waiting.TryPeek(out var reading, out var due) && due <= clock)
        {
            waiting.Dequeue();
            batch.Begin();
            batch.AddValue(_registry.InternMetric("pm25"), reading.Value);
            batch.Commit(device, reading.Time, clock, (ulong)reading.Time, MessageMarks.None);
            _accepted[reading.Time] = reading.Value;
        }

        if (batch.Messages.Length == 0)
        {
            _pipeline.OnTick(clock);
        }
        else
        {
            _pipeline.OnBatch(batch);
        }

        _log.Commit(clock);
    }

    private async Task StoreUpToAsync(double part)
    {
        var end = _position.Offset + (long)((_journal.Journal.End.Offset - _position.Offset) * part);
        using var reader = _journal.Journal.Read(_position);
        var frames = new PointFrame();
        var points = new PointBatchBuilder();
        while (reader.Position.Offset < end && reader.TryRead(out var frame))
        {
            frames.Read(frame.Body.Span, points);
        }

        await _store.WriteAsync(points.Batch, default);
        _position = reader.Position;
        _stored.Confirm(_position, 1);
    }

    private async Task CheckAsync(long now)
    {
        var readings = new List<KeyValuePair<long, double>>();
        await foreach (var point in _history.ReadingsAsync(Series("air-1", AggregateScope.Device), Start, now + 1, default))
        {
            readings.Add(KeyValuePair.Create(point.TimeNanos, point.Value));
        }

        readings.Should().Equal(_accepted);
        foreach (var length in new[] { "10s", "1m", "5m", "15m", "30m", "1h", "6h", "1d", "1w", "1mo" })
        {
            var windows = await WindowsAsync(length, "air-1", AggregateScope.Device, now);
            Figures(windows).Should().Equal(Expected(length, now), $"windows of {length} {(now - Start) / Second} s after the start, stored up to {_position.Offset} of {_journal.Journal.End.Offset}");
            windows.Should().OnlyContain(w => w.Point.Coverage > 0 && w.Point.Coverage <= 1);
        }

        // A zone's window between its end and its close shows what was known at its end.
        foreach (var length in new[] { "1m", "15m", "1h" })
        {
            var settled = _history.SettledBefore(now);
            var windows = await WindowsAsync(length, "east", AggregateScope.Zone, now);
            Figures(windows.Where(w => !w.IsProvisional && w.EndNanos <= settled)).Should().Equal(
                Expected(length, now).Where(w => w.Start + (Length(length).Nanos) <= settled));
            var open = windows.Where(w => w.IsProvisional).ToList();
            open.Sum(w => w.Point.Count).Should().BeLessThanOrEqualTo(_accepted.Count(r => open.Count > 0 && r.Key >= open[0].Point.StartNanos));
        }
    }

    private IEnumerable<(long Start, long Count, double Sum, double Min, double Max, double First, double Last)> Expected(string length, long now)
    {
        var grid = _history.GridOf(AggregateScope.Device, Length(length), _history.CityZone);
        return _accepted.Where(r => r.Key <= now).GroupBy(r => grid.StartOf(r.Key)).OrderBy(g => g.Key).Select(g => (
            g.Key, g.LongCount(), g.Sum(r => r.Value), g.Min(r => r.Value), g.Max(r => r.Value), g.First().Value, g.Last().Value));
    }

    private static IEnumerable<(long Start, long Count, double Sum, double Min, double Max, double First, double Last)> Figures(IEnumerable<HistoryWindow> windows) =>
        windows.Select(w => (w.Point.StartNanos, w.Point.Count, w.Point.Sum, w.Point.Min, w.Point.Max, w.Point.First, w.Point.Last));

    private async Task<List<HistoryWindow>> WindowsAsync(string length, string owner, AggregateScope scope, long now)
    {
        var windows = new List<HistoryWindow>();
        var from = Start - (40 * 24 * 60 * Minute);
        await foreach (var window in _history.WindowsAsync(Series(owner, scope), Length(length), _history.CityZone, from, now + 1, now, default))
        {
            windows.Add(window);
        }

        return windows;
    }

    private static HistorySeries Series(string owner, AggregateScope scope) => new(scope, owner, "air", "pm25", 10 * Second);
}
