using BenchmarkDotNet.Attributes;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Benchmarks.Push;

/// <summary>What the shard's thread pays for the walls: a batch of 100 messages of 4 values. Budget: 0 bytes per message, and a cost that
/// does not grow with the number of devices beyond what the processor's caches make of it.</summary>
[MemoryDiagnoser]
public class LiveTableBenchmarks
{
    private const int MessagesPerBatch = 100;
    private const long Millisecond = 1_000_000;

    private readonly string[] _metrics = ["pm25", "temp", "pm10", "no2"];
    private LiveTable _table = null!;
    private ReadingBatch[] _batches = null!;
    private int _next;

    [Params(1_000, 100_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var registry = new CityRegistry(SmallCity.Create());
        var first = registry.DeviceCount;
        for (var i = 0; i < Devices; i++)
        {
            registry.Register("e1", "air", $"air-x{i:000000}", TimeSpan.FromSeconds(10));
        }

        _table = new LiveTable(registry, new LivePushOptions());
        var metrics = _metrics.Select(registry.InternMetric).ToArray();
        _batches = new ReadingBatch[Devices / MessagesPerBatch];
        for (var b = 0; b < _batches.Length; b++)
        {
            var batch = _batches[b] = new ReadingBatch { ClockNanos = Millisecond };
            for (var m = 0; m < MessagesPerBatch; m++)
            {
                batch.Begin();
                foreach (var metric in metrics)
                {
                    batch.AddValue(metric, m);
                }

                batch.Commit(first + (b * MessagesPerBatch) + m, Millisecond, Millisecond, 0, MessageMarks.None);
            }

            _table.OnAccepted(batch);
        }
    }

    [Benchmark(OperationsPerInvoke = MessagesPerBatch)]
    public void Accept()
    {
        _table.OnAccepted(_batches[_next]);
        _next = (_next + 1) % _batches.Length;
    }
}
