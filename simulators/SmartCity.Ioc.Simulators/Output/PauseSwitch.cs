using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Holds a run and lets it go on: by the space bar at a terminal, and by SIGUSR1 from anywhere.</summary>
internal sealed class PauseSwitch : IDisposable
{
    // SIGUSR1 has no name of its own in PosixSignal; 10 is its number on Linux.
    private const PosixSignal UserSignal1 = (PosixSignal)10;

    private readonly object _gate = new();
    private readonly bool _listens;
    private readonly PosixSignalRegistration? _signal;
    private TaskCompletionSource? _paused;

    /// <param name="listens">Whether keys and the signal reach it.</param>
    public PauseSwitch(bool listens)
    {
        _listens = listens;
        if (listens && OperatingSystem.IsLinux())
        {
            _signal = PosixSignalRegistration.Create(UserSignal1, signal =>
            {
                signal.Cancel = true;
                Toggle();
            });
        }
    }

    /// <summary>Told of each change.</summary>
    public Action<bool>? Changed { get; set; }

    public void Toggle()
    {
        TaskCompletionSource? ended;
        bool isPaused;
        lock (_gate)
        {
            ended = _paused;
            _paused = ended is null ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            isPaused = _paused is not null;
        }

        ended?.TrySetResult();
        Changed?.Invoke(isPaused);
    }

    /// <summary>Takes the keys that were pressed: a space toggles.</summary>
    public void ReadKeys()
    {
        while (_listens && !Console.IsInputRedirected && Console.KeyAvailable)
        {
            if (Console.ReadKey(intercept: true).Key == ConsoleKey.Spacebar)
            {
                Toggle();
            }
        }
    }

    /// <returns>Null while the run goes on; otherwise ends when it may.</returns>
    public Task? Paused
    {
        get
        {
            lock (_gate)
            {
                return _paused?.Task;
            }
        }
    }

    public void Dispose() => _signal?.Dispose();
}
