using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class WindowNode(WindowCondition condition, int metric, SourceGap gap) : ValueNode(
    Label(condition), condition.Limit, 0, 0, gap)
{
    private readonly Samples _samples = new(condition.Over.Ticks * 100);

    // What only grows is past its limit however little was heard.
    private readonly bool _isLowerBound =
        condition.Statistic is WindowStatistic.Sum or WindowStatistic.Count or WindowStatistic.Max
        && condition.Limit.Comparison is Comparison.Above or Comparison.AtOrAbove;

    public override void Take(in RuleInput input)
    {
        if (!input.TryValue(metric, out var value))
        {
            return;
        }

        var isLate = input.TimeNanos < LastNanos;
        if (isLate && _samples.Entries > 0 && input.Remarks.OpenSinceNanos is not null)
        {
            var before = Result(_samples.Total());
            if (_samples.Add(input.TimeNanos, value))
            {
                input.Remarks.Text = $"A late reading of {RuleText.Time(input.TimeNanos)} ({RuleText.Number(value)}) makes {Label(condition)} "
                    + $"{RuleText.Number(Result(_samples.Total()))} instead of {RuleText.Number(before)}.";
            }
        }
        else if (!_samples.Add(input.TimeNanos, value))
        {
            return;
        }

        var now = Math.Max(LastNanos, input.TimeNanos);
        var total = _samples.Total();
        var result = Result(total);
        var coverage = Math.Min(1, total.Count * IntervalNanos / (condition.Over.Ticks * 100.0));
        if (coverage >= condition.MinCoverage || (_isLowerBound && Limit.IsExceededBy(result)))
        {
            Move(result, now);
        }
        else
        {
            Move(result, Reach.Unknown, now);
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

#pragma warning disable CA1308 // A word of a sentence.
    private static string Label(WindowCondition condition) =>
        $"{condition.Statistic.ToString().ToLowerInvariant()} of {condition.Metric} over {RuleText.Duration(condition.Over.Ticks * 100)}";
#pragma warning restore CA1308

    private double Result((double Sum, double Count) total) => condition.Statistic switch
    {
        WindowStatistic.Mean => total.Sum / total.Count,
        WindowStatistic.Sum => total.Sum,
        WindowStatistic.Min => _samples.Min(),
        WindowStatistic.Max => _samples.Max(),
        _ => total.Count,
    };
}
