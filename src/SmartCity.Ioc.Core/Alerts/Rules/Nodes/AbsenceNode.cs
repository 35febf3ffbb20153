using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class AbsenceNode(AbsenceCondition condition, int metric) : RuleNode
{
    private readonly long _forNanos = condition.For.Ticks * 100;
    private readonly string _what = condition.Metric ?? condition.Match?.Type ?? "message";

    // By the pipeline's clock: silence has no event time.
    private long _seenNanos;

    // Nobody waits for a device that is out of service.
    private bool _isAway;

    public override bool IsClockDriven => true;

    public override RuleEvidence? Evidence => new RuleEvidence(condition.Metric, null, null, Describe(0));

    public override long DueAfter(long nowNanos) =>
        _seenNanos != 0 && !_isAway && _seenNanos + _forNanos > nowNanos ? _seenNanos + _forNanos : long.MaxValue;

    public override void Take(in RuleInput input)
    {
        if (input.Health is { } change)
        {
            _isAway = change.To == DeviceHealth.OutOfService;
            if (change.From == DeviceHealth.OutOfService && _seenNanos != 0)
            {
                _seenNanos = input.ClockNanos;
            }
        }

        // Waiting begins with the first message of any sort.
        if (input.IsMessage && (_seenNanos == 0 || IsIn(input)))
        {
            _seenNanos = Math.Max(_seenNanos, input.ClockNanos);
        }
    }

    public override Truth At(long nowNanos) => _seenNanos == 0 || _isAway ? Truth.Unknown : Kleene.Of(nowNanos >= _seenNanos + _forNanos);

    public override string Describe(long nowNanos) => _seenNanos == 0 ? $"no {_what} yet" : $"no {_what} since {RuleText.Time(_seenNanos)}";

    // Away is a minus sign.
    public override void Save(BinaryWriter writer) => writer.Write(_isAway ? -_seenNanos : _seenNanos);

    public override void Restore(BinaryReader reader)
    {
        var seen = reader.ReadInt64();
        (_seenNanos, _isAway) = (Math.Abs(seen), seen < 0);
    }

    private bool IsIn(in RuleInput input) =>
        condition.Metric is not null ? input.TryValue(metric, out _) : condition.Match is not { } match || match.Count(input, out _) > 0;
}
