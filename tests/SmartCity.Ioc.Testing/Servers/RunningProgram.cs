using System.Diagnostics;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>A program that runs beside the test, its output captured line by line. Disposing kills it by its id.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;

    internal RunningProgram(Process process)
    {
        _process = process;
        ProcessId = process.Id;
        process.OutputDataReceived += (_, e) => Output.Add(e.Data);
        process.ErrorDataReceived += (_, e) => Errors.Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId { get; }

    public ProcessOutput Output { get; } = new();

    public ProcessOutput Errors { get; } = new();

    /// <summary>The program's standard input.</summary>
    public TextWriter Input => _process.StandardInput;

    public bool HasExited => _process.HasExited;

    /// <summary>Processor time so far, user and kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>SIGSTOP: it keeps its sockets and answers nothing.</summary>
    public void Pause() => ProcessSignal.Send(ProcessId, ProcessSignal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => ProcessSignal.Send(ProcessId, ProcessSignal.Continue);

    /// <summary>SIGTERM; does not wait.</summary>
    public void Terminate() => ProcessSignal.Send(ProcessId, ProcessSignal.Terminate);

    /// <summary>SIGHUP: servers read their configuration again.</summary>
    public void HangUp() => ProcessSignal.Send(ProcessId, ProcessSignal.HangUp);

    /// <summary>SIGUSR1: mosquitto saves its state to disk.</summary>
    public void SignalUserOne() => ProcessSignal.Send(ProcessId, ProcessSignal.UserOne);

    /// <summary>Waits for its end and returns the exit code.</summary>
    /// <exception cref="TimeoutException">It still runs; the message holds its output.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using var bound = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(bound.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} still runs after {timeout}:\n{Output}\n{Errors}");
        }
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            ProcessSignal.Send(ProcessId, ProcessSignal.Kill);
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
