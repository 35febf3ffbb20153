using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>What a rule's conditions look at.</summary>
/// <param name="Metrics">By name.</param>
/// <param name="Unstored">What they need that stored history does not have but the recorded inputs do (<c>events</c>, <c>attributes</c>,
/// <c>clocks</c>).</param>
/// <param name="MemoryNanos">How far back a condition remembers.</param>
/// <param name="AsksNeighbours">Whether other devices of the zone count.</param>
/// <param name="AsksQuality">Whether the data check's word is asked for.</param>
internal sealed record ConditionNeeds(
    IReadOnlySet<string> Metrics, IReadOnlySet<string> Unstored, long MemoryNanos, bool AsksNeighbours, bool AsksQuality)
{
    public static ConditionNeeds Of(AlertRule rule)
    {
        var (metrics, unstored) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        long memory = 0;
        var (asksNeighbours, asksQuality) = (false, false);
        foreach (var level in rule.Levels)
        {
            Walk(level.Condition);
        }

        return new ConditionNeeds(metrics, unstored, memory, asksNeighbours, asksQuality);

        void Walk(AlertCondition condition)
        {
            switch (condition)
            {
                case ThresholdCondition c:
                    metrics.Add(c.Metric);
                    Remember(c.For + c.ClearFor);
                    break;
                case OfflineCondition c:
                    Remember(c.For);
                    break;
                case RateCondition c:
                    metrics.Add(c.Metric);
                    Remember(c.Over);
                    break;
                case WindowCondition c:
                    metrics.Add(c.Metric);
                    Remember(c.Over);
                    break;
                case BaselineCondition c:
                    metrics.Add(c.Metric);
                    Remember(TimeSpan.FromDays(7 * (c.MinWeeks + 1)));
                    break;
                case NeighbourCondition c:
                    metrics.Add(c.Metric);
                    asksNeighbours = true;
                    break;
                case CountCondition c:
                    unstored.Add("events");
                    Remember(c.In);
                    break;
                case EventCondition:
                    unstored.Add("events");
                    break;
                case AbsenceCondition c:
                    Remember(c.For);
                    _ = c.Match is not null ? unstored.Add("events") : c.Metric is { } metric && metrics.Add(metric);
                    break;
                case StateCondition:
                    unstored.Add("attributes");
                    break;
                case QualityCondition c:
                    asksQuality = true;
                    _ = c.States.HasFlag(QualityStates.Skewed) && unstored.Add("clocks");
                    break;
                case ClockCondition c:
                    unstored.Add("clocks");
                    Remember(c.For);
                    break;
                case HeldCondition c:
                    Remember(c.For + c.ClearFor);
                    Walk(c.Of);
                    break;
                case NotCondition c:
                    Walk(c.Of);
                    break;
                case AllCondition c:
                    WalkAll(c.Of);
                    break;
                case AnyCondition c:
                    WalkAll(c.Of);
                    break;
                case ZoneCountCondition c:
                    Walk(c.Of);
                    break;
                case SequenceCondition c:
                    Remember(c.Within);
                    Walk(c.First);
                    Walk(c.Then);
                    break;
                default:
                    break;
            }
        }

        void WalkAll(IReadOnlyList<AlertCondition> of)
        {
            foreach (var one in of)
            {
                Walk(one);
            }
        }

        void Remember(TimeSpan span) => memory += span.Ticks * 100;
    }
}
