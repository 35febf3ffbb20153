using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>A process whose processor time is measured.</summary>
internal sealed record Watched(int ProcessId, Func<TimeSpan> ProcessorTime)
{
    public static Watched Of(ServerProcess server) => new(server.ProcessId, () => server.ProcessorTime);

    public static Watched Of(RunningProgram program) => new(program.ProcessId, () => program.ProcessorTime);
}
