using System.Threading.Tasks.Sources;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>A publisher's wait for room that allocates nothing, because at full speed it happens for every window. One waiter; guarded by the
/// session's lock, except for the waiter's own calls.</summary>
internal sealed class RoomWait : IValueTaskSource
{
    // The publisher runs on elsewhere: whoever makes room is the connection's loop, and holds the lock.
    private ManualResetValueTaskSourceCore<bool> _room = new() { RunContinuationsAsynchronously = true };
    private volatile bool _isTaken;

    public bool IsWaiting { get; private set; }

    /// <returns>False: somebody waits already, or has not yet taken notice.</returns>
    public bool TryBegin(out ValueTask wait)
    {
        wait = default;
        if (_isTaken)
        {
            return false;
        }

        _isTaken = true;
        _room.Reset();
        IsWaiting = true;
        wait = new ValueTask(this, _room.Version);
        return true;
    }

    /// <param name="failure">Null: there is room.</param>
    public void End(Exception? failure)
    {
        IsWaiting = false;
        if (failure is null)
        {
            _room.SetResult(true);
        }
        else
        {
            _room.SetException(failure);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _room.GetResult(token);
        }
        finally
        {
            _isTaken = false;
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _room.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _room.OnCompleted(continuation, state, token, flags);
}
