using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>One thing, then another. A message that comes late counts at the time at which it happened.</summary>
internal sealed class SequenceNode(SequenceCondition condition, ZoneMembers members, Func<int, RuleNode> first, Func<int, RuleNode> then) : RuleNode
{
    private readonly long _withinNanos = condition.Within.Ticks * 100;
    private readonly DeviceNodes _first = new(members, first);
    private readonly DeviceNodes _then = new(members, then);
    private long _firstNanos = long.MinValue;
    private long _thenNanos = long.MinValue;
    private long _untilNanos = long.MinValue;
    private bool _isHeard;
    private string? _text;

    public override bool IsClockDriven => true;

    public override RuleEvidence? Evidence => _text is null ? null : new RuleEvidence(null, null, null, _text);

    public override long DueAfter(long nowNanos) =>
        Math.Min(_untilNanos > nowNanos ? _untilNanos : long.MaxValue, Math.Min(_first.DueAfter(nowNanos), _then.DueAfter(nowNanos)));

    public override void Take(in RuleInput input)
    {
        if (input.Device >= 0)
        {
            Take(input, input.Device);
            return;
        }

        foreach (var device in _first.DueAt(input.TimeNanos).Union(_then.DueAt(input.TimeNanos)).OrderBy(members.NameOf, StringComparer.Ordinal))
        {
            Take(input, device);
        }
    }

    public override Truth At(long nowNanos) => !_isHeard ? Truth.Unknown : Kleene.Of(nowNanos < _untilNanos);

    public override string Describe(long nowNanos) => _text ?? "not seen";

    public override void Save(BinaryWriter writer)
    {
        _first.Save(writer);
        _then.Save(writer);
        writer.Write(_firstNanos);
        writer.Write(_thenNanos);
        writer.Write(_untilNanos);
        writer.Write(_isHeard);
        writer.Write(_text ?? string.Empty);
    }

    public override void Restore(BinaryReader reader)
    {
        _first.Restore(reader);
        _then.Restore(reader);
        _firstNanos = reader.ReadInt64();
        _thenNanos = reader.ReadInt64();
        _untilNanos = reader.ReadInt64();
        _isHeard = reader.ReadBoolean();
        _text = reader.ReadString() is { Length: > 0 } text ? text : null;
    }

    private void Take(in RuleInput input, int device)
    {
        _isHeard = true;
        var (one, other) = (_first.Of(device), _then.Of(device));
        var was = other.At(input.TimeNanos);
        one.Take(input);
        other.Take(input);
        _first.Moved(device, input.TimeNanos);
        _then.Moved(device, input.TimeNanos);
        var isOne = one.At(input.TimeNanos) == Truth.True;

        // A detection is news each time; a state only when it begins.
        var isOther = other.At(input.TimeNanos) == Truth.True && (was != Truth.True || (other is EventNode && input.IsMessage));
        if (isOne)
        {
            _firstNanos = Math.Max(_firstNanos, input.TimeNanos);
            Match(input.TimeNanos, _thenNanos, members.NameOf(device));
        }

        if (isOther)
        {
            _thenNanos = Math.Max(_thenNanos, input.TimeNanos);
            Match(_firstNanos, input.TimeNanos, members.NameOf(device));
        }
    }

    private void Match(long firstNanos, long thenNanos, string device)
    {
        if (firstNanos == long.MinValue || thenNanos < firstNanos || thenNanos - firstNanos > _withinNanos || thenNanos + _withinNanos <= _untilNanos)
        {
            return;
        }

        _untilNanos = thenNanos + _withinNanos;
        _text = $"the first at {RuleText.Time(firstNanos)}, the second {RuleText.Duration(thenNanos - firstNanos)} later; the last heard was {device}";
    }
}
