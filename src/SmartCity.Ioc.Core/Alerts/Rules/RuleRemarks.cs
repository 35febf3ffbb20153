namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Collects what late messages mean for an occurrence that is open. Owned by the shard's thread.</summary>
internal sealed class RuleRemarks
{
    /// <summary>Event time at which the occurrence began, or null while there is none and nobody listens.</summary>
    public long? OpenSinceNanos { get; set; }

    public string? Text { get; set; }
}
