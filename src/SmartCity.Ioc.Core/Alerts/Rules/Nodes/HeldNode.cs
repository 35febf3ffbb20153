using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>Durations around any condition. Only what is moved by the clock alone gets its duration over by itself; whatever rests on
/// readings waits for the next one.</summary>
internal sealed class HeldNode(HeldCondition condition, RuleNode of, SourceGap gap) : RuleNode
{
    private readonly long _forNanos = condition.For.Ticks * 100;
    private readonly long _clearNanos = condition.ClearFor.Ticks * 100;
    private LatchState _state;

    public override bool IsClockDriven => of.IsClockDriven;

    public override long KnownUntilNanos => of.KnownUntilNanos;

    public override RuleEvidence? Evidence => of.Evidence is { } evidence && _state.HeldNanos + _state.PausedNanos > 0
        ? evidence with { Text = evidence.Text is null ? Duration() : $"{evidence.Text}; {Duration()}" }
        : of.Evidence;

    public override long DueAfter(long nowNanos)
    {
        var own = IsClockDriven ? LatchMachine.DueNanos(_state, _forNanos, _clearNanos) : long.MaxValue;
        return Math.Min(of.DueAfter(nowNanos), own > nowNanos ? own : long.MaxValue);
    }

    public override void Take(in RuleInput input)
    {
        of.Take(input);
        var now = Math.Max(_state.LastNanos, input.TimeNanos);
        var reach = of.At(now) switch
        {
            Truth.True => Reach.Past,
            Truth.False => Reach.Back,
            _ => Reach.Unknown,
        };

        // Nothing was known yet: there is no duration to pause.
        if (reach != Reach.Unknown || _state.LastNanos != 0)
        {
            _state = LatchMachine.Step(_state, reach, _forNanos, _clearNanos, now, IsClockDriven ? long.MaxValue : gap.Nanos);
        }
    }

    // A duration that has begun is a state of its own: it does not become unknown with what it rests on, it pauses.
    public override Truth At(long nowNanos) => _state switch
    {
        { LastNanos: 0 } => Truth.Unknown,
        { IsRaised: true } => Truth.True,
        { Broken: true } => Truth.Unknown,
        _ => of.At(nowNanos) == Truth.Unknown ? Truth.Unknown : Truth.False,
    };

    public override string Describe(long nowNanos) =>
        _state.Phase is LatchPhase.Pending or LatchPhase.Clearing ? $"{of.Describe(nowNanos)}, {Duration()}" : of.Describe(nowNanos);

    public override void BeginRaised()
    {
        of.BeginRaised();
        _state = _state with { Phase = LatchPhase.Raised };
    }

    public override void Save(BinaryWriter writer)
    {
        _state.Save(writer);
        of.Save(writer);
    }

    public override void Restore(BinaryReader reader)
    {
        _state = LatchState.Restore(reader);
        of.Restore(reader);
    }

    private string Duration()
    {
        var wanted = _state.Phase is LatchPhase.Pending or LatchPhase.Raised ? _forNanos : _clearNanos;
        var held = $"held for {RuleText.Duration(_state.HeldNanos)} of {RuleText.Duration(wanted)}";
        return _state.PausedNanos == 0 ? held : $"{held}, not counting {RuleText.Duration(_state.PausedNanos)} in which nothing was known";
    }
}
