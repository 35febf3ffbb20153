namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>
/// Threshold with a separate clear level, for-duration and clear-duration, on event time: a pure function of (state, reading).
/// Durations are made of observed time only. A step between two readings that is longer than <c>gapNanos</c> is a gap: it pauses the
/// duration instead of counting towards it, so silence neither raises nor clears.
/// </summary>
internal static class ThresholdMachine
{
    public static (ThresholdState State, ThresholdSignal Signal) Step(
        in ThresholdState state, ThresholdCondition condition, double value, long timeNanos, long gapNanos)
    {
        if (timeNanos < state.LastNanos)
        {
            return (state, ThresholdSignal.None);
        }

        var step = timeNanos - state.LastNanos;
        var observed = state.LastNanos == 0 || step > gapNanos ? 0 : step;
        switch (state.Phase)
        {
            case ThresholdPhase.Normal when Exceeds(condition, value):
                return Begin(ThresholdPhase.Pending, ThresholdPhase.Raised, condition.For, ThresholdSignal.Raise, timeNanos);

            case ThresholdPhase.Pending when Exceeds(condition, value):
                return Hold(state, ThresholdPhase.Raised, condition.For, ThresholdSignal.Raise, timeNanos, observed);

            case ThresholdPhase.Raised when IsNormal(condition, value):
                return Begin(ThresholdPhase.Clearing, ThresholdPhase.Normal, condition.ClearFor, ThresholdSignal.Clear, timeNanos);

            case ThresholdPhase.Clearing when IsNormal(condition, value):
                return Hold(state, ThresholdPhase.Normal, condition.ClearFor, ThresholdSignal.Clear, timeNanos, observed);

            // The duration was broken off.
            case ThresholdPhase.Pending:
                return (new ThresholdState(ThresholdPhase.Normal, timeNanos, 0), ThresholdSignal.None);
            case ThresholdPhase.Clearing:
                return (new ThresholdState(ThresholdPhase.Raised, timeNanos, 0), ThresholdSignal.None);

            default:
                return (state with { LastNanos = timeNanos }, ThresholdSignal.None);
        }
    }

    /// <summary>Whether the value is past the limit.</summary>
    public static bool Exceeds(ThresholdCondition condition, double value) => condition.Comparison switch
    {
        Comparison.AtOrAbove => value >= condition.Threshold,
        Comparison.Above => value > condition.Threshold,
        Comparison.AtOrBelow => value <= condition.Threshold,
        _ => value < condition.Threshold,
    };

    /// <summary>Whether the value is past the clear level to the good side: the exact opposite of exceeding it.</summary>
    public static bool IsNormal(ThresholdCondition condition, double value) => condition.Comparison switch
    {
        Comparison.AtOrAbove => value < condition.Clear,
        Comparison.Above => value <= condition.Clear,
        Comparison.AtOrBelow => value > condition.Clear,
        _ => value >= condition.Clear,
    };

    private static (ThresholdState State, ThresholdSignal Signal) Begin(
        ThresholdPhase waiting, ThresholdPhase done, TimeSpan duration, ThresholdSignal signal, long timeNanos) =>
        duration <= TimeSpan.Zero
            ? (new ThresholdState(done, timeNanos, 0), signal)
            : (new ThresholdState(waiting, timeNanos, 0), ThresholdSignal.None);

    private static (ThresholdState State, ThresholdSignal Signal) Hold(
        in ThresholdState state, ThresholdPhase done, TimeSpan duration, ThresholdSignal signal, long timeNanos, long observed)
    {
        var held = state.HeldNanos + observed;
        return held >= duration.Ticks * 100
            ? (new ThresholdState(done, timeNanos, 0), signal)
            : (new ThresholdState(state.Phase, timeNanos, held), ThresholdSignal.None);
    }
}
