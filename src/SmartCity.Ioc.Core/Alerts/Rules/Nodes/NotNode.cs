namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal sealed class NotNode(RuleNode of) : RuleNode
{
    public override bool IsClockDriven => of.IsClockDriven;

    public override long KnownUntilNanos => of.KnownUntilNanos;

    public override RuleEvidence? Evidence => of.Evidence;

    public override long DueAfter(long nowNanos) => of.DueAfter(nowNanos);

    public override void Take(in RuleInput input) => of.Take(input);

    public override Truth At(long nowNanos) => Kleene.Not(of.At(nowNanos));

    public override string Describe(long nowNanos) => $"not ({of.Describe(nowNanos)})";

    public override void Save(BinaryWriter writer) => of.Save(writer);

    public override void Restore(BinaryReader reader) => of.Restore(reader);
}
