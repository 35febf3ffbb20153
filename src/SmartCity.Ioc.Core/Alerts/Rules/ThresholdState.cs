namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Where one (rule, source) stands between two readings.</summary>
internal enum ThresholdPhase : byte
{
    /// <summary>Not past the limit.</summary>
    Normal,

    /// <summary>Past the limit, not yet for long enough.</summary>
    Pending,

    /// <summary>Raised.</summary>
    Raised,

    /// <summary>Raised and back past the clear level, not yet for long enough.</summary>
    Clearing,
}

/// <summary>What a step asks the engine to do.</summary>
internal enum ThresholdSignal : byte
{
    None,
    Raise,
    Clear,
}

/// <param name="LastNanos">Event time of the reading before; readings older than it do not move the machine.</param>
/// <param name="HeldNanos">How much of the duration has been observed. A gap in the readings adds nothing: nobody saw what happened in it.</param>
internal readonly record struct ThresholdState(ThresholdPhase Phase, long LastNanos, long HeldNanos);
