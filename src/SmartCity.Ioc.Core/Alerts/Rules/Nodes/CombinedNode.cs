namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>All of some conditions, or any of them.</summary>
internal sealed class CombinedNode(RuleNode[] of, bool isAll) : RuleNode
{
    public override bool IsClockDriven => Array.TrueForAll(of, static node => node.IsClockDriven);

    public override long KnownUntilNanos
    {
        get
        {
            var until = long.MaxValue;
            foreach (var node in of)
            {
                until = Math.Min(until, node.KnownUntilNanos);
            }

            return until;
        }
    }

    public override RuleEvidence? Evidence
    {
        get
        {
            // The first with a number, and everybody's words.
            RuleEvidence? shown = null;
            var texts = new List<string>();
            foreach (var node in of)
            {
                if (node.Evidence is { } evidence)
                {
                    shown = shown is { Value: not null } ? shown : evidence;
                    if (evidence.Text is { } text)
                    {
                        texts.Add(text);
                    }
                }
            }

            return shown is { } found ? found with { Text = texts.Count == 0 ? null : string.Join("; ", texts) } : null;
        }
    }

    public override long DueAfter(long nowNanos)
    {
        var due = long.MaxValue;
        foreach (var node in of)
        {
            due = Math.Min(due, node.DueAfter(nowNanos));
        }

        return due;
    }

    public override void Take(in RuleInput input)
    {
        foreach (var node in of)
        {
            node.Take(input);
        }
    }

    public override Truth At(long nowNanos)
    {
        var truth = isAll ? Truth.True : Truth.False;
        foreach (var node in of)
        {
            truth = isAll ? Kleene.And(truth, node.At(nowNanos)) : Kleene.Or(truth, node.At(nowNanos));
        }

        return truth;
    }

    public override string Describe(long nowNanos) =>
        (isAll ? "all of (" : "any of (") + string.Join("; ", of.Select(node => $"{node.Describe(nowNanos)} [{node.At(nowNanos)}]")) + ")";

    public override void BeginRaised() => Array.ForEach(of, static node => node.BeginRaised());

    public override void Save(BinaryWriter writer) => Array.ForEach(of, node => node.Save(writer));

    public override void Restore(BinaryReader reader) => Array.ForEach(of, node => node.Restore(reader));
}
