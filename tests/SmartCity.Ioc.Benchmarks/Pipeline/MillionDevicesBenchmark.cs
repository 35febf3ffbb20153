using BenchmarkDotNet.Attributes;
using SmartCity.Ioc.Benchmarks.Micro;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary><see cref="MessagePathBenchmarks"/> with a million devices: some gigabytes and a minute of preparation.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(MicroSuite.Long)]
public class MillionDevicesBenchmark
{
    private MessagePath _path = null!;

    [GlobalSetup]
    public void Setup() => _path = new MessagePath(1_000_000);

    [GlobalCleanup]
    public void Cleanup() => _path.Dispose();

    [Benchmark(OperationsPerInvoke = MessagePath.MessagesInFrame)]
    public int Message() => _path.OneFrame();
}
