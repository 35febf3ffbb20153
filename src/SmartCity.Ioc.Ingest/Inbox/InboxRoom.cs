namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>Those who wait for room in the inbox: all of them try again when there may be some.</summary>
internal sealed class InboxRoom
{
    private readonly TaskCompletionSource _closing = New();
    private TaskCompletionSource? _waiting;

    /// <summary>Ends when there may be room. Under the inbox's lock.</summary>
    public Task Awaited => (_waiting ??= New()).Task;

    /// <summary>Who has waited so far, to be released outside the lock; null for nobody. Under the inbox's lock.</summary>
    public TaskCompletionSource? Take()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting;
    }

    public void Close() => _closing.TrySetResult();

    /// <summary>For a request: a connection that waits at the end is closed by its listener, this would wait for its client's patience.</summary>
    /// <exception cref="IOException">The inbox was closed.</exception>
    public async ValueTask OrClosedAsync(Task room)
    {
        if (await Task.WhenAny(room, _closing.Task) != room)
        {
            throw new IOException("The server is stopping.");
        }

        await room;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
