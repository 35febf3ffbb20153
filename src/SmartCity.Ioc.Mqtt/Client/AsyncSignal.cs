namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>"Something changed, look again", for any number of waiters. Its owner's lock guards it; costs nothing while nobody waits.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Called with every pulse, under the lock.</summary>
    public Action? Pulsed { get; set; }

    /// <summary>Completes with the next <see cref="Pulse"/>. Taken under the lock under which the condition was seen not to hold.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Pulse()
    {
        Pulsed?.Invoke();
        if (_next is { } next)
        {
            _next = null;
            next.SetResult();
        }
    }
}
