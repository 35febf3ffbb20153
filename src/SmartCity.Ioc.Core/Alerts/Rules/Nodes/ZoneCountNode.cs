using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>k of n. Those of which nothing is known may be on either side: fewer is only known where they could not make it more.</summary>
internal sealed class ZoneCountNode(ZoneCountCondition condition, ZoneMembers members, Func<int, RuleNode> build) : RuleNode
{
    private readonly DeviceNodes _nodes = new(members, build);
    private long _nowNanos;

    public override bool IsClockDriven => _nodes.Count > 0 && _nodes.InOrder.All(static entry => entry.Value.IsClockDriven);

    public override RuleEvidence? Evidence => _nodes.Count == 0
        ? null
        : new RuleEvidence(FirstMetric(), Tally(_nowNanos).True, Needed, Describe(_nowNanos));

    private int Needed => Math.Max(Math.Max(1, condition.AtLeast), (int)Math.Ceiling(condition.Share * members.Count));

    public override long DueAfter(long nowNanos) => _nodes.DueAfter(nowNanos);

    public override void Take(in RuleInput input)
    {
        _nowNanos = Math.Max(_nowNanos, input.TimeNanos);
        if (input.Device >= 0)
        {
            _nodes.Of(input.Device).Take(input);
            return;
        }

        foreach (var (_, node) in _nodes.InOrder)
        {
            node.Take(input);
        }
    }

    public override Truth At(long nowNanos)
    {
        var (isTrue, isUnknown) = Tally(nowNanos);
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

    private (int True, int Unknown) Tally(long nowNanos)
    {
        var (isTrue, known) = (0, 0);
        foreach (var (_, node) in _nodes.InOrder)
        {
            var truth = node.At(nowNanos);
            isTrue += truth == Truth.True ? 1 : 0;
            known += truth != Truth.Unknown ? 1 : 0;
        }

        return (isTrue, members.Count - known);
    }

    private string? FirstMetric() => _nodes.InOrder.Select(static entry => entry.Value.Evidence?.Metric).FirstOrDefault(static metric => metric is not null);
}
