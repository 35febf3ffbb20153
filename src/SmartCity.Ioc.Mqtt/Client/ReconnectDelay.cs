namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// Growing, jittered waits between attempts: the n-th is drawn between half and whole of first · 2ⁿ, capped. The jitter keeps a thousand
/// clients of one restarted server from coming back in the same millisecond; the lower half keeps each of them from spinning.
/// </summary>
internal sealed class ReconnectDelay(TimeSpan first, TimeSpan maximum, Random jitter)
{
    private int _attempts;

    public TimeSpan Next()
    {
        var whole = Math.Min(maximum.Ticks, first.Ticks * Math.Pow(2, _attempts));
        if (whole < maximum.Ticks)
        {
            _attempts++;
        }

        return TimeSpan.FromTicks((long)(whole * (0.5 + (jitter.NextDouble() / 2))));
    }

    public void Reset() => _attempts = 0;
}
