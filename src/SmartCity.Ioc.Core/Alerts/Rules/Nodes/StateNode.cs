using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>A device may say its state once and speak of other things afterwards: what it said stands for as long as it is heard.</summary>
internal sealed class StateNode(StateCondition condition, SourceGap gap) : RuleNode
{
    private string? _value;
    private long _saidNanos;
    private long _heardNanos;

    public override RuleEvidence? Evidence => _value is null ? null : new RuleEvidence(null, null, null, $"{condition.Attribute} is '{_value}'");

    public override long KnownUntilNanos => _heardNanos == 0 ? long.MaxValue : _heardNanos + gap.Nanos;

    public override void Take(in RuleInput input)
    {
        if (!input.IsMessage)
        {
            return;
        }

        _heardNanos = Math.Max(_heardNanos, input.TimeNanos);
        foreach (ref readonly var attribute in input.Attributes)
        {
            if (attribute.Name == condition.Attribute && input.TimeNanos >= _saidNanos)
            {
                (_value, _saidNanos) = (attribute.Value, input.TimeNanos);
            }
        }
    }

    public override Truth At(long nowNanos) => _value is null || nowNanos - _heardNanos > gap.Nanos
        ? Truth.Unknown
        : Kleene.Of(condition.In.Contains(_value, StringComparer.OrdinalIgnoreCase));

    public override string Describe(long nowNanos) => _value is null ? $"{condition.Attribute}: unknown" : $"{condition.Attribute} is '{_value}'";

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_value is not null);
        writer.Write(_value ?? string.Empty);
        writer.Write(_saidNanos);
        writer.Write(_heardNanos);
    }

    public override void Restore(BinaryReader reader)
    {
        var isKnown = reader.ReadBoolean();
        var value = reader.ReadString();
        _value = isKnown ? value : null;
        _saidNanos = reader.ReadInt64();
        _heardNanos = reader.ReadInt64();
    }
}
