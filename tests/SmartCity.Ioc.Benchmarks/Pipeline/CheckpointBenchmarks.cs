using BenchmarkDotNet.Attributes;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>What the shard stands still for a checkpoint: its state written down in memory. One operation is one device's part of it.</summary>
[MemoryDiagnoser]
public class CheckpointBenchmarks
{
    private const int Devices = 100_000;

    private MessagePath _path = null!;

    [GlobalSetup]
    public void Setup() => _path = new MessagePath(Devices);

    [GlobalCleanup]
    public void Cleanup() => _path.Dispose();

    [Benchmark(OperationsPerInvoke = Devices)]
    public int Pause() => _path.WriteDown();
}
