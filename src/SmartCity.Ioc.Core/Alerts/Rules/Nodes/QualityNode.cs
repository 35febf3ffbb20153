using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class QualityNode(QualityCondition condition) : RuleNode
{
    private const QualityStates Doubts = QualityStates.Frozen | QualityStates.Skewed | QualityStates.Suspect;

    private QualityStates _are;

    // What a silent device can not be asked; what a frozen one may be besides.
    private QualityStates _unknown = (QualityStates)byte.MaxValue;

    public override bool IsClockDriven => true;

    public override RuleEvidence? Evidence => new RuleEvidence(null, null, null, Describe(0));

    public override void Take(in RuleInput input)
    {
        if (input.Health is not { } change)
        {
            return;
        }

        (_are, _unknown) = change.To switch
        {
            DeviceHealth.Ok => (QualityStates.None, QualityStates.None),
            DeviceHealth.Stale => (QualityStates.Stale, Doubts),
            DeviceHealth.Offline => (QualityStates.Stale | QualityStates.Offline, Doubts),
            DeviceHealth.Suspect when change.Reason == HealthReasons.Word(HealthReasons.Frozen) =>
                (QualityStates.Frozen | QualityStates.Suspect, QualityStates.Skewed),
            DeviceHealth.Suspect when change.Reason == HealthReasons.Word(HealthReasons.Skewed) =>
                (QualityStates.Skewed | QualityStates.Suspect, QualityStates.None),
            DeviceHealth.Suspect => (QualityStates.Suspect, QualityStates.None),
            _ => (QualityStates.None, (QualityStates)byte.MaxValue),
        };
    }

    public override Truth At(long nowNanos) =>
        (_are & condition.States) != 0 ? Truth.True : (_unknown & condition.States) != 0 ? Truth.Unknown : Truth.False;

    public override string Describe(long nowNanos) => _are != 0 ? $"the data check says {_are}" : _unknown != 0 ? "never heard" : "the data check says ok";

    public override void Save(BinaryWriter writer)
    {
        writer.Write((byte)_are);
        writer.Write((byte)_unknown);
    }

    public override void Restore(BinaryReader reader)
    {
        _are = (QualityStates)reader.ReadByte();
        _unknown = (QualityStates)reader.ReadByte();
    }
}
