using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class OfflineNode(OfflineCondition condition) : RuleNode
{
    private readonly long _forNanos = condition.For.Ticks * 100;
    private Truth _heard = Truth.Unknown;
    private long _sinceNanos;

    public override bool IsClockDriven => true;

    public override RuleEvidence? Evidence =>
        _heard == Truth.False ? new RuleEvidence(null, null, null, $"offline since {RuleText.Time(_sinceNanos)}") : new RuleEvidence(null, null, null, "heard again");

    public override long DueAfter(long nowNanos) =>
        _heard == Truth.False && _sinceNanos + _forNanos > nowNanos ? _sinceNanos + _forNanos : long.MaxValue;

    public override void Take(in RuleInput input)
    {
        switch (input.Health?.To)
        {
            case DeviceHealth.Offline when _heard != Truth.False:
                (_heard, _sinceNanos) = (Truth.False, input.TimeNanos);
                break;
            // What was raised before stands; what was not waits anew when the device is back in service.
            case DeviceHealth.OutOfService when _heard == Truth.False && input.TimeNanos < _sinceNanos + _forNanos:
                _heard = Truth.Unknown;
                break;
            case DeviceHealth.Ok or DeviceHealth.Suspect:
                _heard = Truth.True;
                break;
            default:
                break;
        }
    }

    public override Truth At(long nowNanos) => _heard switch
    {
        Truth.False => Kleene.Of(nowNanos >= _sinceNanos + _forNanos),
        Truth.True => Truth.False,
        _ => Truth.Unknown,
    };

    public override string Describe(long nowNanos) => _heard switch
    {
        Truth.False => $"offline since {RuleText.Time(_sinceNanos)}",
        Truth.True => "heard",
        _ => "never heard",
    };

    public override void Save(BinaryWriter writer)
    {
        writer.Write((byte)_heard);
        writer.Write(_sinceNanos);
    }

    public override void Restore(BinaryReader reader)
    {
        _heard = (Truth)reader.ReadByte();
        _sinceNanos = reader.ReadInt64();
    }
}
