using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>A number against a limit.</summary>
internal abstract class ValueNode(string label, Limit limit, long forNanos, long clearNanos, SourceGap gap, long leastGapNanos = 0) : RuleNode
{
    private LatchState _state;
    private double _value;
    private bool _isKnown;

    public override RuleEvidence? Evidence
    {
        get
        {
            if (_state.LastNanos == 0)
            {
                return null;
            }

            var text = _state.HeldNanos > 0 || _state.PausedNanos > 0 ? Duration() : null;
            return new RuleEvidence(label, _value, Shown.Threshold, text);
        }
    }

    public override long KnownUntilNanos => _isKnown ? _state.LastNanos + GapNanos : long.MaxValue;

    /// <summary>Event time of the newest value, 0 for none.</summary>
    protected long LastNanos => _state.LastNanos;

    protected long GapNanos => Math.Max(gap.Nanos, leastGapNanos);

    protected long IntervalNanos => gap.IntervalNanos;

    protected Limit Limit => limit;

    /// <summary>The limit in force now.</summary>
    protected virtual Limit Shown => limit;

    public override Truth At(long nowNanos) =>
        !_isKnown || nowNanos - _state.LastNanos > GapNanos ? Truth.Unknown : Kleene.Of(_state.IsRaised);

    public override string Describe(long nowNanos)
    {
        if (!_isKnown)
        {
            return $"{label}: unknown";
        }

        var phase = _state.Phase switch
        {
            LatchPhase.Normal => "not past it",
            LatchPhase.Pending => $"past it since {RuleText.Time(_state.SinceNanos)}, {Duration()}",
            LatchPhase.Raised => "past it",
            _ => $"back past {RuleText.Number(Shown.Clear)} since {RuleText.Time(_state.SinceNanos)}, {Duration()}",
        };
        return $"{label} = {RuleText.Number(_value)} (limit {RuleText.Limit(Shown.Comparison, Shown.Threshold)}): {phase}";
    }

    public override void BeginRaised() => _state = _state with { Phase = LatchPhase.Raised };

    public override void Save(BinaryWriter writer)
    {
        _state.Save(writer);
        writer.Write(_value);
        writer.Write(_isKnown);
    }

    public override void Restore(BinaryReader reader)
    {
        _state = LatchState.Restore(reader);
        _value = reader.ReadDouble();
        _isKnown = reader.ReadBoolean();
    }

    protected void Move(double value, long timeNanos) =>
        Move(value, limit.IsExceededBy(value) ? Reach.Past : limit.IsClearedBy(value) ? Reach.Back : Reach.Between, timeNanos);

    protected void Move(double value, Reach reach, long timeNanos)
    {
        _value = value;
        _isKnown = reach != Reach.Unknown;
        _state = LatchMachine.Step(_state, reach, forNanos, clearNanos, timeNanos, GapNanos);
    }

    /// <summary>Something came that is older than what is known: it changes nothing, but the occurrence that is open should say so.</summary>
    protected void Remark(in RuleInput input, double value)
    {
        if (input.Remarks.OpenSinceNanos is not { } since)
        {
            return;
        }

        var at = RuleText.Time(input.TimeNanos);
        if (input.TimeNanos < since && limit.IsExceededBy(value))
        {
            input.Remarks.Text = $"A late reading says that {label} was {RuleText.Number(value)} at {at} already, before this was raised.";
        }
        else if (input.TimeNanos >= since && limit.IsClearedBy(value))
        {
            input.Remarks.Text = $"A late reading says that {label} was back at {RuleText.Number(value)} at {at}, while this was raised.";
        }
    }

    private string Duration()
    {
        var wanted = _state.Phase is LatchPhase.Pending or LatchPhase.Raised ? forNanos : clearNanos;
        var held = $"held for {RuleText.Duration(_state.HeldNanos)} of {RuleText.Duration(wanted)}";
        return _state.PausedNanos == 0 ? held : $"{held}, not counting {RuleText.Duration(_state.PausedNanos)} without readings";
    }
}
