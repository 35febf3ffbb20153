using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class NeighbourNode(NeighbourCondition condition, int metric, int device, NeighbourBoard board, SourceGap gap) : ValueNode(
    $"{condition.Metric} beside its neighbours' median", new Limit(Comparison.AtOrAbove, condition.DiffersBy, condition.ClearBy), 0, 0, gap)
{
    public override void Take(in RuleInput input)
    {
        if (!input.TryValue(metric, out var value) || input.TimeNanos < LastNanos)
        {
            return;
        }

        board.Note(device, metric, value, input.TimeNanos);
        if (board.Median(device, metric, input.TimeNanos - GapNanos, out var median) < condition.MinNeighbours)
        {
            Move(0, Reach.Unknown, input.TimeNanos);
        }
        else
        {
            Move(Math.Abs(value - median), input.TimeNanos);
        }
    }
}
