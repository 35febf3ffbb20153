using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class AbsenceNode(AbsenceCondition condition, int metric) : RuleNode
{
    private readonly long _forNanos = condition.For.Ticks * 100;
    private readonly string _what = condition.Metric ?? condition.Match?.Type ?? "message";

    // By the pipeline's clock: silence has no event time.
    private long _seenNanos;

    public override bool IsClockDriven => true;

    public override RuleEvidence? Evidence => new RuleEvidence(condition.Metric, null, null, Describe(0));

    public override long DueAfter(long nowNanos) =>
        _seenNanos != 0 && _seenNanos + _forNanos > nowNanos ? _seenNanos + _forNanos : long.MaxValue;

    public override void Take(in RuleInput input)
    {
        // Waiting begins with the first message of any sort.
        if (input.IsMessage && (_seenNanos == 0 || IsIn(input)))
        {
            _seenNanos = Math.Max(_seenNanos, input.ClockNanos);
        }
    }

    public override Truth At(long nowNanos) => _seenNanos == 0 ? Truth.Unknown : Kleene.Of(nowNanos >= _seenNanos + _forNanos);

    public override string Describe(long nowNanos) => _seenNanos == 0 ? $"no {_what} yet" : $"no {_what} since {RuleText.Time(_seenNanos)}";

    public override void Save(BinaryWriter writer) => writer.Write(_seenNanos);

    public override void Restore(BinaryReader reader) => _seenNanos = reader.ReadInt64();

    private bool IsIn(in RuleInput input) =>
        condition.Metric is not null ? input.TryValue(metric, out _) : condition.Match is not { } match || match.Count(input, out _) > 0;
}
