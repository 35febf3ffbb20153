using BenchmarkDotNet.Attributes;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Benchmarks.Push;

/// <summary>
/// What a tick costs: 100,000 devices, of which 2,500 have changed (each speaks every ten seconds, walls look four times a second). The
/// first wall of a filter pays for reading and encoding, the others take what it made; 1,000 walls at 4 Hz on half a core leave each 125 µs.
/// </summary>
[MemoryDiagnoser]
public class WallBenchmarks
{
    private const int Devices = 100_000;
    private const int Changed = 2_500;

    private readonly LivePushOptions _options = new() { ShareChangesFor = TimeSpan.FromHours(1) };
    private ChangeReader _reader = null!;
    private LiveFilter _filter = null!;
    private SharedChanges _shared = null!;
    private long _from;

    [GlobalSetup]
    public async Task Setup()
    {
        var registry = new CityRegistry(SmallCity.Create());
        for (var i = 0; i < Devices; i++)
        {
            registry.Register("e1", "air", $"air-x{i:000000}", TimeSpan.FromSeconds(10));
        }

        var table = new LiveTable(registry, _options);
        _from = table.Version;
        var metric = registry.InternMetric("pm25");
        using var batch = new ReadingBatch { ClockNanos = 1 };
        for (var i = 0; i < Changed; i++)
        {
            batch.Begin();
            batch.AddValue(metric, i / 10.0);
            batch.Commit(i * (Devices / Changed), 1_795_308_300_928_000_000, 1_795_308_300_928_000_000, 0, MessageMarks.None);
        }

        table.OnAccepted(batch);
        _reader = new ChangeReader(table, registry, TimeProvider.System);
        _filter = new LiveFilter(registry);
        _shared = new SharedChanges(_reader, _filter, LiveInclude.Devices, _options, TimeProvider.System);
        await _shared.GetAsync(_from, default);
    }

    [GlobalCleanup]
    public void Cleanup() => _shared.Dispose();

    [Benchmark(Baseline = true)]
    public int ReadJson() => _reader.Read(_filter, LiveInclude.Devices, _from).Devices.Length;

    [Benchmark]
    public int ReadPacked() => _reader.Read(_filter, LiveInclude.Devices | LiveInclude.Packed, _from).Packed!.Updates.Length;

    [Benchmark]
    public async Task<int> TakeShared() => (await _shared.GetAsync(_from, default)).Devices.Length;

    [Benchmark]
    public int ReadWholeState() => _reader.Read(_filter, LiveInclude.Devices, -1).Devices.Length;
}
