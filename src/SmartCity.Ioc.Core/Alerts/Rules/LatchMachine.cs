namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>
/// Limit with a separate clear level, for-duration and clear-duration: a pure function of (state, input, time). Durations are made of
/// observed time only. A step between two inputs that is longer than <c>gapNanos</c> is a gap: it pauses the duration instead of counting
/// towards it, so silence neither raises nor clears.
/// </summary>
internal static class LatchMachine
{
    public static LatchState Step(in LatchState state, Reach reach, long forNanos, long clearNanos, long timeNanos, long gapNanos)
    {
        if (timeNanos < state.LastNanos)
        {
            return state;
        }

        if (reach == Reach.Unknown)
        {
            return state with { LastNanos = timeNanos, PausedNanos = state.PausedNanos + Elapsed(state, timeNanos), Broken = true };
        }

        return (state.Phase, reach) switch
        {
            (LatchPhase.Normal, Reach.Past) => Begin(LatchPhase.Pending, LatchPhase.Raised, forNanos, timeNanos),
            (LatchPhase.Pending, Reach.Past) => Hold(state, LatchPhase.Raised, forNanos, timeNanos, gapNanos),
            (LatchPhase.Raised, Reach.Back) => Begin(LatchPhase.Clearing, LatchPhase.Normal, clearNanos, timeNanos),
            (LatchPhase.Clearing, Reach.Back) => Hold(state, LatchPhase.Normal, clearNanos, timeNanos, gapNanos),

            // The duration was broken off.
            (LatchPhase.Pending, _) => new LatchState(LatchPhase.Normal, timeNanos, timeNanos, 0, 0, false),
            (LatchPhase.Clearing, _) => new LatchState(LatchPhase.Raised, timeNanos, timeNanos, 0, 0, false),
            _ => state with { LastNanos = timeNanos, Broken = false },
        };
    }

    /// <summary>When a duration that runs would be over if all time from now on were observed; <see cref="long.MaxValue"/> for none.</summary>
    public static long DueNanos(in LatchState state, long forNanos, long clearNanos) => state.Phase switch
    {
        LatchPhase.Pending when !state.Broken => state.LastNanos + Math.Max(0, forNanos - state.HeldNanos),
        LatchPhase.Clearing when !state.Broken => state.LastNanos + Math.Max(0, clearNanos - state.HeldNanos),
        _ => long.MaxValue,
    };

    private static long Elapsed(in LatchState state, long timeNanos) => state.LastNanos == 0 ? 0 : timeNanos - state.LastNanos;

    // Past is kept in "held" and "paused" when the phase is over: they say why it was not over earlier.
    private static LatchState Begin(LatchPhase waiting, LatchPhase done, long durationNanos, long timeNanos) =>
        new(durationNanos <= 0 ? done : waiting, timeNanos, timeNanos, 0, 0, false);

    private static LatchState Hold(in LatchState state, LatchPhase done, long durationNanos, long timeNanos, long gapNanos)
    {
        var step = Elapsed(state, timeNanos);
        var counts = !state.Broken && step <= gapNanos;
        var held = state.HeldNanos + (counts ? step : 0);
        var paused = state.PausedNanos + (counts ? 0 : step);
        return new LatchState(held >= durationNanos ? done : state.Phase, timeNanos, state.SinceNanos, held, paused, false);
    }
}
