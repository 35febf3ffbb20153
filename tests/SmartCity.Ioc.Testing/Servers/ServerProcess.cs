using System.Net;
using System.Net.Sockets;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>
/// A real server in a directory of its own that the test may kill, pause and start again on the same port. Disposing kills it by its id
/// and removes the directory.
/// </summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private readonly string _program;
    private RunningProgram? _running;

    protected ServerProcess(string program)
    {
        _program = RequiresProgram.Find(program);
        Folder = Directory.CreateTempSubdirectory($"ioc-{program}-").FullName;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Configuration and data; gone after disposal.</summary>
    public string Folder { get; }

    /// <summary>The port that answers when the server is ready.</summary>
    public int Port { get; } = SparePort.Next();

    public int ProcessId => Running.ProcessId;

    /// <summary>What the present process has written, both streams.</summary>
    public string Output => $"{Running.Output}\n{Running.Errors}";

    /// <summary>Processor time of the present process.</summary>
    public TimeSpan ProcessorTime => Running.ProcessorTime;

    protected RunningProgram Running => _running ?? throw new InvalidOperationException($"{_program} was not started.");

    protected abstract IEnumerable<string> Arguments { get; }

    /// <summary>SIGKILL: nothing is saved.</summary>
    public Task KillAsync() => Running.KillAsync();

    /// <summary>SIGTERM: the server saves what it saves, and ends.</summary>
    public async Task StopAsync()
    {
        Running.Terminate();
        await Running.WaitForExitAsync(StartTimeout);
    }

    /// <summary>SIGSTOP: connections stay up and silent.</summary>
    public void Pause() => Running.Pause();

    public void Resume() => Running.Resume();

    /// <summary>Starts the server again on the same ports and data; kills it first where it still runs.</summary>
    public async Task RestartAsync()
    {
        await Running.DisposeAsync();
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (_running is { } running)
        {
            await running.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task LaunchAsync()
    {
        _running = ProcessRunner.StartIn(Folder, _program, Arguments);
        using var bound = new CancellationTokenSource(StartTimeout);
        while (!await AnswersAsync(bound.Token))
        {
            if (_running.HasExited || bound.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{_program} does not answer on port {Port}:\n{Output}");
            }
        }
    }

    /// <summary>Whether the server is ready; called again until it is.</summary>
    protected virtual async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, Port, cancellation);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            return false;
        }
    }

    // A test host that ends early must not leave servers behind.
    private void OnProcessExit(object? sender, EventArgs e)
    {
        if (_running is { HasExited: false } running)
        {
            ProcessSignal.Send(running.ProcessId, ProcessSignal.Kill);
        }
    }
}
