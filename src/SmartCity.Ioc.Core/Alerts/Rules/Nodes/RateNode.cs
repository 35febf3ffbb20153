using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class RateNode(RateCondition condition, int metric, SourceGap gap) : ValueNode(
    $"{condition.Metric} per {RuleText.Duration(condition.Per.Ticks * 100)}", condition.Limit, 0, 0, gap, condition.Over.Ticks * 100)
{
    private readonly Samples _samples = new(condition.Over.Ticks * 100);

    public override void Take(in RuleInput input)
    {
        if (!input.TryValue(metric, out var value) || !_samples.Add(input.TimeNanos, value))
        {
            return;
        }

        // A late reading may be the oldest now, and the rate another.
        var (oldest, newest) = (_samples.Oldest, _samples.Newest);
        var span = newest.TimeNanos - oldest.FirstNanos;
        var last = newest.Count == 1 ? newest.First : value;
        var isKnown = span >= condition.Over.Ticks * 50;
        var rate = isKnown ? (last - oldest.First) / span * (condition.Per.Ticks * 100) : 0;
        if (isKnown)
        {
            Move(rate, newest.TimeNanos);
        }
        else
        {
            Move(rate, Reach.Unknown, newest.TimeNanos);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        base.Save(writer);
        _samples.Save(writer);
    }

    public override void Restore(BinaryReader reader)
    {
        base.Restore(reader);
        _samples.Restore(reader);
    }
}
