using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>
/// A history of so many readings, five a message every ten seconds, with 28 hours of each device: how fast it fills, and how fast it then gives a
/// day of one device. Beside it the yardstick, what one would do first: a table with a row for each reading and an index, the same settings.
/// </summary>
internal static class SqliteRun
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_795_305_600 * Second;
    private const long Day = 86_400 * Second;
    private const int Metrics = 5;
    private const int Ticks = 10_000;
    private const int Interval = 10;
    private const int BatchReadings = 5000;
    private const int Questions = 31;
    private static readonly string[] MetricNames = [.. Enumerable.Range(0, Metrics).Select(i => $"metric{i}")];

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(int readings, CancellationToken cancellation)
    {
        var group = string.Create(CultureInfo.InvariantCulture, $"history: SQLite with {readings:N0} readings");
        var devices = readings / (Metrics * Ticks);
        using var folder = new TemporaryFolder();
        using var plain = new PlainTable(folder.Combine("plain.db"));
        var plainWrite = Filled(group, "a reading into a plain table", Math.Min(readings, 1_000_000), Timed(() => plain.Fill(Math.Min(devices, 20), Ticks, Interval * Second, Start, BatchReadings))) with
        {
            IsYardstick = true,
        };
        var plainRead = Answered(group, "a day of a device from the plain table", Median(() => plain.CountDay(10, 3, Start, Start + Day))) with { IsYardstick = true };

        using var store = new SqliteTimeSeriesStore(folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        var names = Enumerable.Range(0, devices).Select(i => string.Create(CultureInfo.InvariantCulture, $"air-{i:D6}")).ToArray();
        var write = Filled(group, "a reading", readings, await TimedAsync(() => FillAsync(store, names, cancellation)));
        await AddWindowsAsync(store, names, cancellation);
        var asked = names[devices / 2];
        var day = await MedianAsync(() => CountAsync(store.ReadReadingsAsync(asked, MetricNames[3], Start, Start + Day, cancellation)));
        var windows = await MedianAsync(() => CountAsync(store.ReadWindowsAsync(
            AggregateScope.Device, asked, "air", MetricNames[3], 60 * Second, Start, Start + Day, cancellation)));
        return
        [
            plainWrite,
            write.Against(plainWrite) with { Note = $"{write.Note}; to be 100,000 or more" },
            plainRead,
            Answered(group, "a day of a device, 8,640 readings", day).Against(plainRead) with { Note = "to be under 50" },
            Answered(group, "a day of a device, 1,440 windows of a minute", windows).Against(plainRead) with { Note = "to be under 10" },
        ];
    }

    private static Measurement Filled(string group, string name, int readings, (double Seconds, double Processor) took) =>
        new(group, $"{name} written", took.Processor * 1e6 / readings, "µs")
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"processor time; {readings / took.Seconds:N0} a second sustained"),
        };

    private static Measurement Answered(string group, string name, double millis) => new(group, name, millis, "ms");

    private static async Task FillAsync(SqliteTimeSeriesStore store, string[] devices, CancellationToken cancellation)
    {
        var points = new List<ReadingsPoint>(BatchReadings / Metrics);
        for (var tick = 0; tick < Ticks; tick++)
        {
            foreach (var device in devices)
            {
                var values = new KeyValuePair<string, double>[Metrics];
                for (var k = 0; k < Metrics; k++)
                {
                    values[k] = new KeyValuePair<string, double>(MetricNames[k], (tick + k) / 10.0);
                }

                points.Add(new ReadingsPoint("vung-tau", "air", device, Start + (tick * Interval * Second), values));
                if (points.Count == points.Capacity)
                {
                    await store.WriteAsync(new PointBatch(points, [], []), cancellation);
                    points.Clear();
                }
            }
        }
    }

    private static async Task AddWindowsAsync(SqliteTimeSeriesStore store, string[] devices, CancellationToken cancellation)
    {
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            var at = Start + (minute * 60 * Second);
            await store.WriteAsync(
                new PointBatch([], [.. devices.Select(device => new AggregatePoint(
                    AggregateScope.Device, "vung-tau", "air", device, MetricNames[3], 60 * Second,
                    new WindowPoint(at, 1, 6, 6, 1, 1, 1, 1, 0, double.NaN, double.NaN, double.NaN, 1)))], []),
                cancellation);
        }
    }

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items)
    {
        var count = 0;
        await foreach (var _ in items)
        {
            count++;
        }

        return count;
    }

    private static (double Seconds, double Processor) Timed(Action work)
    {
        var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static async Task<(double Seconds, double Processor)> TimedAsync(Func<Task> work)
    {
        var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static double Median(Func<int> question) => MedianAsync(() => Task.FromResult(question())).GetAwaiter().GetResult();

    // By the clock on the wall: that is what somebody waits.
    private static async Task<double> MedianAsync(Func<Task<int>> question)
    {
        var millis = new List<double>();
        for (var i = 0; i < Questions; i++)
        {
            var began = Stopwatch.GetTimestamp();
            if (await question() == 0)
            {
                throw new InvalidOperationException("The question found nothing.");
            }

            millis.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        millis.Sort();
        return millis[Questions / 2];
    }
}
