using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary><c>sim load</c> as a process of its own, so that its processor time is not another's.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly TimeSpan _duration;

    private LoadProcess(RunningProgram program, TimeSpan duration) => (_program, _duration) = (program, duration);

    public TimeSpan ProcessorTime => _program.ProcessorTime;

    /// <param name="rate">Messages a second; null = as fast as they are taken.</param>
    public static LoadProcess Start(string url, int? rate, int qos, int connections, int devices, TimeSpan duration, string kind = "air")
    {
        string[] arguments =
        [
            Repository.SimAssembly, "load", "--broker", url, "--rate", rate?.ToString(CultureInfo.InvariantCulture) ?? "max",
            "--qos", $"{qos}", "--connections", $"{connections}", "--devices", $"{devices}", "--kind", kind,
            "--duration", string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(duration.TotalSeconds)}s"),
        ];
        return new LoadProcess(ProcessRunner.Start("dotnet", arguments), duration);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<LoadResult> FinishAsync()
    {
        // Connecting, draining and a machine that is short of processors come on top.
        var code = await _program.WaitForExitAsync(_duration + TimeSpan.FromSeconds(90));
        return _program.Output.Lines.LastOrDefault(line => line.StartsWith('{')) is { } line && code == 0
            ? JsonSerializer.Deserialize<LoadResult>(line, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"sim load ended with {code}: {_program.Errors}");
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
