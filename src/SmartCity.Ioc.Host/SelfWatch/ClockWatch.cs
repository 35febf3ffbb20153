namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>Compares the clock on the wall with the one that only counts. One thread.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    /// <summary>What time synchronisation may do without a word.</summary>
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(2);

    /// <summary>How long a step is shown.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(10);

    private DateTimeOffset _wall = time.GetUtcNow();
    private long _counted = time.GetTimestamp();
    private TimeSpan _step;
    private long _stepped;

    public SelfFinding? Look()
    {
        var (wall, counted) = (time.GetUtcNow(), time.GetTimestamp());
        var step = wall - _wall - time.GetElapsedTime(_counted, counted);
        (_wall, _counted) = (wall, counted);
        if (step.Duration() > Allowed)
        {
            (_step, _stepped) = (step, counted);
        }

        return _step != TimeSpan.Zero && time.GetElapsedTime(_stepped, counted) < Shown
            ? new SelfFinding(_step.TotalSeconds, FormattableString.Invariant($"The clock was set by {_step.TotalSeconds:+0;-0} s."))
            : null;
    }
}
