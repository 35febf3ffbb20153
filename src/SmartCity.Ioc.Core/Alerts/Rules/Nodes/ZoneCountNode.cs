using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>k of n. Those of which nothing is known may be on either side: fewer is only known where they could not make it more.</summary>
internal sealed class ZoneCountNode(ZoneCountCondition condition, ZoneMembers members, Func<int, RuleNode> build) : RuleNode
{
    private readonly DeviceNodes _nodes = new(members, build);

    // Devices' clocks and ways differ a little: what is a quarter of an interval older does not turn the time back, and still leaves a
    // device that spoke in time known. One whose clock is far ahead must not make all others look silent for long.
    private readonly long _jitterNanos = members.Gap.Nanos / 6;
    private long _nowNanos;

    public override bool IsClockDriven => _nodes.AreClockDriven;

    public override RuleEvidence? Evidence => _nodes.Count == 0
        ? null
        : new RuleEvidence(FirstMetric(), Tally().True, Needed, Describe(_nowNanos));

    private int Needed => Math.Max(Math.Max(1, condition.AtLeast), (int)Math.Ceiling(condition.Share * members.Count));

    public override long DueAfter(long nowNanos) => _nodes.DueAfter(nowNanos);

    public override void Take(in RuleInput input)
    {
        _nowNanos = input.TimeNanos >= _nowNanos - _jitterNanos ? Math.Max(_nowNanos, input.TimeNanos) : input.TimeNanos;
        if (input.Device >= 0)
        {
            Take(input, input.Device);
            return;
        }

        foreach (var device in _nodes.DueAt(input.TimeNanos))
        {
            Take(input, device);
        }
    }

    public override Truth At(long nowNanos)
    {
        var (isTrue, isUnknown) = Tally();
        return isTrue >= Needed ? Truth.True : isTrue + isUnknown >= Needed ? Truth.Unknown : Truth.False;
    }

    public override string Describe(long nowNanos)
    {
        var names = _nodes.InOrder.Where(entry => entry.Value.At(nowNanos) == Truth.True).Select(static entry => entry.Key).ToList();
        var shown = names.Count <= 10 ? string.Join(", ", names) : string.Join(", ", names.Take(10)) + ", …";
        return $"{names.Count} of {members.Count} devices, {Needed} needed" + (names.Count == 0 ? string.Empty : $" ({shown})");
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_nowNanos);
        _nodes.Save(writer);
    }

    public override void Restore(BinaryReader reader)
    {
        _nowNanos = reader.ReadInt64();
        _nodes.Restore(reader);
    }

    private void Take(in RuleInput input, int device)
    {
        _nodes.Of(device).Take(input);
        _nodes.Moved(device, _nowNanos);
    }

    private (int True, int Unknown) Tally()
    {
        var (isTrue, known) = _nodes.Tally(_nowNanos);
        return (isTrue, members.Count - known);
    }

    private string? FirstMetric() => _nodes.InOrder.Select(static entry => entry.Value.Evidence?.Metric).FirstOrDefault(static metric => metric is not null);
}
