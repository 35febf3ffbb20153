using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Benchmarks.EndToEnd;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>The time-series writer between a real journal and a store: InfluxDB's line protocol into nothing, or SQLite.</summary>
internal static class WriterRun
{
    public const string Group = "history: processor time";

    private const int Rate = 100_000;
    private const int Backlog = 1_000_000;
    private const int WarmUpSeconds = 3;

    /// <summary>A city's points as they come: 100,000 a second.</summary>
    public static async Task<Measurement> PacedAsync(TimeSpan duration, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        using var source = new PointFlow(folder.Combine("outputs"));
        using var store = NullInflux.Open();
        await using var run = await StartAsync(folder, source, store, cancellation);
        using var pace = new PointPace(source, Rate);
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds), TimeProvider.System, cancellation);
        var (before, written, began) = (Processor(), run.Status.WrittenPoints, Stopwatch.GetTimestamp());
        await Task.Delay(duration, TimeProvider.System, cancellation);
        var (after, seconds, points) = (Processor(), Stopwatch.GetElapsedTime(began).TotalSeconds, run.Status.WrittenPoints - written);
        pace.Stop();
        var micros = (after - before).TotalMicroseconds / points;
        return new Measurement(Group, "writer to a null sink, a point of 5 fields", micros, "µs")
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"at {points / seconds:N0} points/s, {run.Status.Lag.TotalSeconds:0.0} s behind; {micros * Rate / 1e4:0} % of a core at 100,000; to be under 50"),
        };
    }

    /// <summary>A million points that wait, as after an hour without the store.</summary>
    public static async Task<IReadOnlyList<Measurement>> CatchUpAsync(CancellationToken cancellation)
    {
        using var influx = NullInflux.Open();
        using var folder = new TemporaryFolder();
        using var sqlite = new SqliteTimeSeriesStore(folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        return
        [
            await CatchUpAsync("catching up to a null sink, a point", influx, cancellation),
            await CatchUpAsync("catching up to SQLite, a point of 5 readings", sqlite, cancellation),
        ];
    }

    private static async Task<Measurement> CatchUpAsync(string name, ITimeSeriesStore store, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        using var source = new PointFlow(folder.Combine("outputs"));
        for (var points = 0; points < Backlog; points += PointFlow.BatchPoints)
        {
            source.Commit();
        }

        var (before, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await using var run = await StartAsync(folder, source, store, cancellation);
        while (run.Status.WrittenPoints < Backlog)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }

        var (used, seconds) = (Environment.CpuUsage.TotalTime - before, Stopwatch.GetElapsedTime(began).TotalSeconds);
        return new Measurement(Group, name, used.TotalMicroseconds / Backlog, "µs")
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{Backlog / seconds:N0} points/s, {Backlog / seconds / 10_000:0} times as fast as 10,000 messages/s come in"),
        };
    }

    private static async Task<Running> StartAsync(TemporaryFolder folder, PointFlow source, ITimeSeriesStore store, CancellationToken cancellation)
    {
        var quarantine = new SqliteQuarantineStore(folder.Combine("quarantine.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        var status = new TimeSeriesWriterStatus();
        var writer = new TimeSeriesWriter(
            source.Journal, store, new Ledger(), new RecoveredOutputs(), quarantine, new TimeSeriesOptions(), TimeProvider.System, status,
            new StoredPosition(), NullLogger<TimeSeriesWriter>.Instance);
        await writer.StartAsync(cancellation);
        return new Running(writer, quarantine, status);
    }

    // All but the thread that makes the points, which stands for the shard.
    private static TimeSpan Processor() => ThreadTimes.Of(Environment.ProcessId).Where(thread => thread.Key != PointPace.ThreadName)
        .Aggregate(TimeSpan.Zero, (sum, thread) => sum + thread.Value.Total);

    private sealed record Running(TimeSeriesWriter Writer, SqliteQuarantineStore Quarantine, TimeSeriesWriterStatus Status) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Writer.StopAsync(CancellationToken.None);
            Writer.Dispose();
            await Quarantine.DisposeAsync();
        }
    }
}
