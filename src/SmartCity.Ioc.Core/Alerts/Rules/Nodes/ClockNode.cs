using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class ClockNode(ClockCondition condition, bool judgesClocks, SourceGap gap) : ValueNode(
    "clock offset in s", condition.Limit, condition.For.Ticks * 100, condition.ClearFor.Ticks * 100, gap)
{
    public override void Take(in RuleInput input)
    {
        // By arrival: the device's own time is what is in doubt.
        if (judgesClocks && input.LagNanos is { } lag && input.TimeNanos + lag >= LastNanos)
        {
            Move(Math.Abs(lag) / 1e9, input.TimeNanos + lag);
        }
    }
}
