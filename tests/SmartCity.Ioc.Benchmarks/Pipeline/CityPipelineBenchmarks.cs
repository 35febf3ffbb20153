using BenchmarkDotNet.Attributes;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// Duplicates, health, windows and zones for messages of 8 metrics, each device once in 10 s of the clock. Reported per message; the
/// steady state allocates nothing (budget: 0 bytes per message, 1.5 µs with decoding and journal).
/// </summary>
[MemoryDiagnoser]
public class CityPipelineBenchmarks : IDisposable
{
    private const int BatchSize = 256;
    private const int BatchesPerRun = 40;
    private const long IntervalNanos = 10_000_000_000;

    private readonly ReadingBatch _batch = new();
    private readonly double[] _values = new double[1024];
    private readonly Ledger _ledger = new();
    private CityPipeline _pipeline = null!;
    private long _clockNanos = 1_780_272_000_000_000_000;
    private int _next;
    private ulong _round;

    [Params(1_000, 100_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = Math.Round(random.NextDouble() * 100, 2);
        }

        var registry = new CityRegistry(BenchCity.Of(Devices, TimeSpan.FromSeconds(10)));
        var options = new PipelineOptions { ClosedWindows = 0 };
        _pipeline = new CityPipeline(registry, options, _ledger, new AlertEngine(registry, []));

        // Two minutes of the clock: every array has its size and every length but the roll-ups has closed once.
        for (var message = 0L; message < Devices * 12L; message += BatchSize)
        {
            OneBatch();
        }
    }

    [Benchmark(OperationsPerInvoke = BatchSize * BatchesPerRun)]
    public void Messages()
    {
        for (var i = 0; i < BatchesPerRun; i++)
        {
            OneBatch();
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _pipeline?.Dispose();
        _batch.Dispose();
        GC.SuppressFinalize(this);
    }

    private void OneBatch()
    {
        _clockNanos += IntervalNanos * BatchSize / Devices;
        _batch.Clear();
        _batch.ClockNanos = _clockNanos;
        for (var i = 0; i < BatchSize; i++)
        {
            _batch.Begin();
            for (var metric = 0; metric < BenchCity.Metrics; metric++)
            {
                _batch.AddValue(metric, _values[(_next + (metric * 13)) & 1023]);
            }

            _batch.Commit(_next, _clockNanos - 20_000_000, _clockNanos, _round, MessageMarks.HasSequence);
            if (++_next == Devices)
            {
                _next = 0;
                _round++;
            }
        }

        // As the decoder counts them; a ledger that does not add up raises an alert.
        _ledger.Count(LedgerEntry.Received, _clockNanos, BatchSize, BatchSize * BenchCity.Metrics);
        _pipeline.OnBatch(_batch);
    }
}
