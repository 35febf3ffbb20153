using System.Diagnostics;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>Starts programs (mosquitto_pub, python3, node, ...) with captured output and a bound on how long they may run.</summary>
public static class ProcessRunner
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Starts a program and leaves it running. Skips the test where the program is missing.</summary>
    public static RunningProgram Start(string program, params IEnumerable<string> arguments) =>
        StartIn(workingDirectory: null, program, arguments);

    public static RunningProgram StartIn(string? workingDirectory, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.IsPathRooted(program) ? program : RequiresProgram.Find(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        return new RunningProgram(process);
    }

    /// <summary>Runs a program to its end, at most 30 s.</summary>
    /// <exception cref="TimeoutException">It took longer; it has been killed.</exception>
    public static Task<ProcessResult> RunAsync(string program, params IEnumerable<string> arguments) =>
        RunAsync(program, arguments, input: null, DefaultTimeout);

    /// <param name="input">Written to standard input, which is then closed.</param>
    public static async Task<ProcessResult> RunAsync(string program, IEnumerable<string> arguments, string? input, TimeSpan timeout)
    {
        await using var running = Start(program, arguments);
        if (input is not null)
        {
            await running.Input.WriteAsync(input);
        }

        running.Input.Close();
        var code = await running.WaitForExitAsync(timeout);
        return new ProcessResult(code, running.Output.Lines, running.Errors.Lines);
    }
}
