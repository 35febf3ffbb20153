using System.Threading.Tasks.Sources;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>A wait of a millisecond or two that allocates nothing, because the read loop takes it hundreds of times a second. One waiter.</summary>
internal sealed class CoalescingDelay : IValueTaskSource, IDisposable
{
    private readonly ITimer _timer;

    // The timer's callback runs on the pool's thread that may as well run the loop: no second hop.
    private ManualResetValueTaskSourceCore<bool> _elapsed;

    public CoalescingDelay(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((CoalescingDelay)state!)._elapsed.SetResult(true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask WaitAsync(TimeSpan delay)
    {
        _elapsed.Reset();
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
        return new ValueTask(this, _elapsed.Version);
    }

    public void Dispose() => _timer.Dispose();

    void IValueTaskSource.GetResult(short token) => _elapsed.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _elapsed.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _elapsed.OnCompleted(continuation, state, token, flags);
}
