namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Holds a run to the clock.</summary>
internal sealed class Pace(TimeProvider time)
{
    /// <summary>What is later than this is no longer news.</summary>
    public static readonly TimeSpan TooLate = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan KeysEvery = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _held;

    /// <summary>How long the run was held: what is due is due so much later.</summary>
    public TimeSpan Held => _held;

    private TimeSpan Now => time.GetElapsedTime(_start) - _held;

    /// <summary>Waits until a moment since the start; before it sleeps, what was sent leaves.</summary>
    /// <returns>How late it is, zero when in time.</returns>
    public async ValueTask<TimeSpan> WaitAsync(TimeSpan due, IMessageSink sink, CancellationToken cancellation)
    {
        var ahead = due - Now;
        if (ahead <= TimeSpan.Zero)
        {
            return -ahead;
        }

        await sink.FlushAsync(cancellation).ConfigureAwait(false);
        ahead = due - Now;
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, time, cancellation).ConfigureAwait(false);
        }

        return TimeSpan.Zero;
    }

    /// <summary>As <see cref="WaitAsync(TimeSpan, IMessageSink, CancellationToken)"/>, and stands still while the switch says so.</summary>
    public async ValueTask WaitAsync(TimeSpan due, PauseSwitch pause, IMessageSink sink, CancellationToken cancellation)
    {
        while (true)
        {
            pause.ReadKeys();
            if (pause.Paused is { } paused)
            {
                await sink.FlushAsync(cancellation).ConfigureAwait(false);
                var began = time.GetTimestamp();
                while (!paused.IsCompleted)
                {
                    pause.ReadKeys();
                    await Task.WhenAny(paused, Task.Delay(KeysEvery, time, cancellation)).ConfigureAwait(false);
                    cancellation.ThrowIfCancellationRequested();
                }

                _held += time.GetElapsedTime(began);
                continue;
            }

            var ahead = due - Now;
            if (ahead <= KeysEvery)
            {
                await WaitAsync(due, sink, cancellation).ConfigureAwait(false);
                return;
            }

            await WaitAsync(due - ahead + KeysEvery, sink, cancellation).ConfigureAwait(false);
        }
    }
}
