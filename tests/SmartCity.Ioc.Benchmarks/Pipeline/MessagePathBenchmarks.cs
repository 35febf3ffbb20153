using BenchmarkDotNet.Attributes;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// A message's whole way from the journal's side of the sockets: journal, decoding, duplicates, health, windows, zones; 8 metrics, about 200
/// bytes. On one thread; the budget is 1.5 µs and 0 bytes a message, and replaying a day of 2,000 devices at a message a second in five
/// minutes asks for 1.7 µs.
/// </summary>
[MemoryDiagnoser]
public class MessagePathBenchmarks
{
    private MessagePath _path = null!;

    [Params(1_000, 100_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup() => _path = new MessagePath(Devices);

    [GlobalCleanup]
    public void Cleanup() => _path.Dispose();

    [Benchmark(OperationsPerInvoke = MessagePath.MessagesInFrame)]
    public int Message() => _path.OneFrame();
}
