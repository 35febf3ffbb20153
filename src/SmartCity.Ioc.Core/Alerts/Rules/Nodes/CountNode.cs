using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class CountNode(CountCondition condition, SourceGap gap) : RuleNode
{
    private readonly long _inNanos = condition.In.Ticks * 100;
    private readonly Samples _seen = new(condition.In.Ticks * 100);
    private long _heardNanos;

    // Heard without a gap since then.
    private long _sinceNanos;
    private string? _text;

    public override RuleEvidence? Evidence => new RuleEvidence(null, _seen.Total().Count, condition.AtLeast, Describe(_heardNanos));

    public override long KnownUntilNanos => _heardNanos == 0 ? long.MaxValue : _heardNanos + gap.Nanos;

    public override void Take(in RuleInput input)
    {
        if (!input.IsMessage)
        {
            return;
        }

        if (_heardNanos == 0 || input.TimeNanos - _heardNanos > gap.Nanos)
        {
            _sinceNanos = input.TimeNanos;
        }

        if (condition.Match.Count(input, out var detection) is var count and > 0 && _seen.Add(input.TimeNanos, 1, count))
        {
            _text = condition.Match.Describe(detection, input.TimeNanos);
        }

        _heardNanos = Math.Max(_heardNanos, input.TimeNanos);
        _seen.Expire(_heardNanos);
    }

    public override Truth At(long nowNanos) =>
        _heardNanos == 0 ? Truth.Unknown
        : _seen.Total().Count >= condition.AtLeast ? Truth.True
        : nowNanos - _heardNanos > gap.Nanos || _sinceNanos > _heardNanos - _inNanos ? Truth.Unknown
        : Truth.False;

    public override string Describe(long nowNanos)
    {
        var count = $"{RuleText.Number(_seen.Total().Count)} of {condition.AtLeast} {condition.Match.Type} within {RuleText.Duration(_inNanos)}";
        return _text is null ? count : $"{count}, the last one {_text}";
    }

    public override void Save(BinaryWriter writer)
    {
        _seen.Save(writer);
        writer.Write(_heardNanos);
        writer.Write(_sinceNanos);
        writer.Write(_text ?? string.Empty);
    }

    public override void Restore(BinaryReader reader)
    {
        _seen.Restore(reader);
        _heardNanos = reader.ReadInt64();
        _sinceNanos = reader.ReadInt64();
        _text = reader.ReadString() is { Length: > 0 } text ? text : null;
    }
}
