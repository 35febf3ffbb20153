using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>A detection happened, however late its message comes: it is no state that a newer reading overtakes.</summary>
internal sealed class EventNode(EventCondition condition, SourceGap gap) : RuleNode
{
    private long _heardNanos;
    private bool _isSeen;
    private string? _text;

    public override RuleEvidence? Evidence => _text is null ? null : new RuleEvidence(null, null, null, _text);

    public override long KnownUntilNanos => _heardNanos == 0 ? long.MaxValue : _heardNanos + gap.Nanos;

    public override void Take(in RuleInput input)
    {
        if (!input.IsMessage)
        {
            return;
        }

        var isSeen = condition.Match.Count(input, out var detection) > 0;
        if (isSeen)
        {
            _text = condition.Match.Describe(detection, input.TimeNanos);
        }

        if (isSeen || input.TimeNanos >= _heardNanos)
        {
            _isSeen = isSeen;
        }

        _heardNanos = Math.Max(_heardNanos, input.TimeNanos);
    }

    public override Truth At(long nowNanos) => _heardNanos == 0 || nowNanos - _heardNanos > gap.Nanos ? Truth.Unknown : Kleene.Of(_isSeen);

    public override string Describe(long nowNanos) => _isSeen ? _text! : $"no {condition.Match.Type}";

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_heardNanos);
        writer.Write(_isSeen);
        writer.Write(_text ?? string.Empty);
    }

    public override void Restore(BinaryReader reader)
    {
        _heardNanos = reader.ReadInt64();
        _isSeen = reader.ReadBoolean();
        _text = reader.ReadString() is { Length: > 0 } text ? text : null;
    }
}
