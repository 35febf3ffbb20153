using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// Tells a clock that is off from messages that travel long: both show as a lag. When the lag of a device changes, either its event times
/// made a step while its messages went on coming evenly, and then it was the clock; or its arrivals did, and then it was the way.
/// </summary>
internal static class ClockJudge
{
    /// <summary>A clock is off when this many messages in a row, spread over as many intervals, differ from the arrival by more.</summary>
    public const int SkewedMessages = 5;
    public const long SkewNanos = 30_000_000_000;

    /// <summary>Three messages in a row that travelled longer than this are delayed.</summary>
    public const long DelayNanos = 10_000_000_000;
    public const int DelayedMessages = 3;

    /// <summary>Smaller changes of the lag are the way's.</summary>
    private const long StepNanos = 5_000_000_000;

    /// <param name="intervalNanos">Between two messages of the device, as expected.</param>
    /// <param name="steps">How many messages it has sent since the one before, where it counts them; otherwise 1.</param>
    public static void Judge(in DeviceMessage message, long intervalNanos, long steps, long clockNanos, ref DeviceFigures figures)
    {
        ref var pace = ref figures.Pace;
        var lag = message.ReceivedAtNanos - message.MeasuredAtNanos;
        Attribute(message, lag, intervalNanos * steps, ref figures);
        pace.ArrivalNanos = message.ReceivedAtNanos;
        pace.LagNanos = lag;
        pace.DelayRun = lag - figures.OffsetNanos > DelayNanos ? (byte)Math.Min(pace.DelayRun + 1, DelayedMessages) : (byte)0;
        if (pace.DelayRun == DelayedMessages)
        {
            DeliveryRecord.Of(ref figures, intervalNanos).OnDelayed(clockNanos);
        }

        JudgeOffset(message, intervalNanos, ref figures);
    }

    private static void Attribute(in DeviceMessage message, long lag, long expectedNanos, ref DeviceFigures figures)
    {
        ref readonly var pace = ref figures.Pace;
        if (pace.ArrivalNanos == 0)
        {
            // Nothing to compare with: a first message that is far off is taken for a wrong clock until the next ones say otherwise.
            figures.OffsetNanos = Math.Abs(lag) > SkewNanos ? lag : 0;
            return;
        }

        if (Math.Abs(lag - pace.LagNanos) > StepNanos)
        {
            var arrivalStep = message.ReceivedAtNanos - pace.ArrivalNanos;
            var eventStep = arrivalStep - (lag - pace.LagNanos);
            if (Math.Abs(eventStep - expectedNanos) > Math.Abs(arrivalStep - expectedNanos))
            {
                figures.OffsetNanos += lag - pace.LagNanos;
            }
        }

        // No message arrives before it was sent.
        if (lag < figures.OffsetNanos - StepNanos)
        {
            figures.OffsetNanos = lag;
        }
    }

    private static void JudgeOffset(in DeviceMessage message, long intervalNanos, ref DeviceFigures figures)
    {
        var isOff = Math.Abs(figures.OffsetNanos) > SkewNanos;
        if (isOff == figures.Is(Suspicion.Skewed))
        {
            figures.Delivery?.EndSkew();
            return;
        }

        var record = figures.Delivery ??= new DeliveryRecord();
        var spread = (SkewedMessages - 1) * intervalNanos / 2;
        if (record.OnSkew(message.ReceivedAtNanos) >= SkewedMessages && message.ReceivedAtNanos - record.SkewSinceNanos >= spread)
        {
            figures.Set(Suspicion.Skewed, isOff);
            record.EndSkew();
        }
    }
}
