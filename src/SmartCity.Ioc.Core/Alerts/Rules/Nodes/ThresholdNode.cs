using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class ThresholdNode(ThresholdCondition condition, int metric, SourceGap gap) : ValueNode(
    condition.Metric, new Limit(condition.Comparison, condition.Threshold, condition.Clear), condition.For.Ticks * 100, condition.ClearFor.Ticks * 100,
    gap)
{
    public override void Take(in RuleInput input)
    {
        if (!input.TryValue(metric, out var value))
        {
            return;
        }

        if (input.TimeNanos < LastNanos)
        {
            Remark(input, value);
            return;
        }

        Move(value, input.TimeNanos);
    }
}
