using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Benchmarks.Micro;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Benchmarks.Storage;

/// <summary>
/// 10 million readings of 200 devices, then: one more write of 5,000 readings, a day of one device, a day of its minute windows. Budgets:
/// 100,000 readings a second, 50 ms, 10 ms.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory(MicroSuite.Long)]
public class SqliteBenchmarks
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_795_305_600 * Second;
    private const int Devices = 200;
    private const int Metrics = 5;
    private const int Interval = 10;
    private static readonly string[] MetricNames = [.. Enumerable.Range(0, Metrics).Select(i => $"metric{i}")];
    private readonly string[] _devices =
        [.. Enumerable.Range(0, Devices).Select(i => string.Create(CultureInfo.InvariantCulture, $"air-{i:D6}"))];

    private TemporaryFolder _folder = null!;
    private SqliteTimeSeriesStore _store = null!;
    private int _tick;

    [GlobalSetup]
    public async Task Fill()
    {
        _folder = new TemporaryFolder();
        _store = new SqliteTimeSeriesStore(_folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        while (_tick < 10_000_000 / (Devices * Metrics))
        {
            await WriteFiveThousand();
        }

        for (var minute = 0; minute < 24 * 60; minute += 60)
        {
            await _store.WriteAsync(new PointBatch([], [.. Enumerable.Range(minute, 60).SelectMany(Windows)], []), CancellationToken.None);
        }
    }

    [GlobalCleanup]
    public void Close()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Benchmark]
    public async Task<int> WriteFiveThousand()
    {
        var points = new List<ReadingsPoint>(Devices * 5);
        for (var i = 0; i < 5; i++, _tick++)
        {
            foreach (var device in _devices)
            {
                var values = new KeyValuePair<string, double>[Metrics];
                for (var k = 0; k < Metrics; k++)
                {
                    values[k] = new KeyValuePair<string, double>(MetricNames[k], (_tick + k) / 10.0);
                }

                points.Add(new ReadingsPoint("vung-tau", "air", device, Start + (_tick * Interval * Second), values));
            }
        }

        return (await _store.WriteAsync(new PointBatch(points, [], []), CancellationToken.None)).Written;
    }

    [Benchmark]
    public async Task<int> ReadADay()
    {
        var count = 0;
        await foreach (var _ in _store.ReadReadingsAsync("air-000100", "metric3", Start, Start + (86_400 * Second), CancellationToken.None))
        {
            count++;
        }

        return count;
    }

    [Benchmark]
    public async Task<int> ReadADayOfWindows()
    {
        var count = 0;
        await foreach (var _ in _store.ReadWindowsAsync(
            AggregateScope.Device, "air-000100", "air", "metric3", 60 * Second, Start, Start + (86_400 * Second), CancellationToken.None))
        {
            count++;
        }

        return count;
    }

    private IEnumerable<AggregatePoint> Windows(int minute) => _devices.Select(device => new AggregatePoint(
        AggregateScope.Device, "vung-tau", "air", device, "metric3", 60 * Second,
        new WindowPoint(Start + (minute * 60 * Second), 0, 6, 6, 1, 1, 1, 1, 0, double.NaN, double.NaN, double.NaN, 1)));
}
