namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>A condition at one source, with its state. Owned by the shard's thread.</summary>
internal abstract class RuleNode
{
    /// <summary>Whether only the clock and the device's health move it, so that silence is known time.</summary>
    public virtual bool IsClockDriven => false;

    /// <summary>The next moment after this one at which the truth may change by itself, or <see cref="long.MaxValue"/>.</summary>
    public virtual long DueAfter(long nowNanos) => long.MaxValue;

    /// <summary>Up to when what it was told last says something; <see cref="long.MaxValue"/> where that does not grow old. Beside
    /// <see cref="DueAfter"/> the only moment at which the truth may change by itself.</summary>
    public virtual long KnownUntilNanos => long.MaxValue;

    /// <summary>Moves with what happened.</summary>
    public abstract void Take(in RuleInput input);

    /// <summary>The truth at a moment that is not before the last input.</summary>
    public abstract Truth At(long nowNanos);

    /// <summary>What the truth rests on; null where it has nothing to show.</summary>
    public abstract RuleEvidence? Evidence { get; }

    /// <summary>How it stands, for an explanation.</summary>
    public abstract string Describe(long nowNanos);

    /// <summary>Its rule has an open alert, and its own state is not known: it begins as if it were true, so that the way back counts.</summary>
    public virtual void BeginRaised()
    {
    }

    public abstract void Save(BinaryWriter writer);

    public abstract void Restore(BinaryReader reader);
}
