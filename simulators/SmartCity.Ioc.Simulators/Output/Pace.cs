namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Holds a run to the clock.</summary>
internal sealed class Pace(TimeProvider time)
{
    /// <summary>What is later than this is no longer news.</summary>
    public static readonly TimeSpan TooLate = TimeSpan.FromSeconds(10);

    private readonly long _start = time.GetTimestamp();

    /// <summary>Waits until a moment since the start; before it sleeps, what was sent leaves.</summary>
    /// <returns>How late it is, zero when in time.</returns>
    public async ValueTask<TimeSpan> WaitAsync(TimeSpan due, IMessageSink sink, CancellationToken cancellation)
    {
        var ahead = due - time.GetElapsedTime(_start);
        if (ahead <= TimeSpan.Zero)
        {
            return -ahead;
        }

        await sink.FlushAsync(cancellation).ConfigureAwait(false);
        ahead = due - time.GetElapsedTime(_start);
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, time, cancellation).ConfigureAwait(false);
        }

        return TimeSpan.Zero;
    }
}
