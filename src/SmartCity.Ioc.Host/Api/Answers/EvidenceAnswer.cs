using System.Text.Json.Serialization;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Evidence;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Active">Retention leaves the span alone.</param>
/// <param name="Acts">Who did what, oldest first; in lists absent.</param>
internal sealed record EvidenceAnswer(
    string Id, string? Device, string? Zone, DateTimeOffset From, DateTimeOffset To, DateTimeOffset Until, bool Active, string Reason,
    string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ReleasedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<EvidenceActAnswer>? Acts)
{
    public static EvidenceAnswer Of(EvidenceHold hold, long nowNanos, IReadOnlyList<EvidenceAct>? acts = null) => new(
        hold.Id,
        hold.Scope == AggregateScope.Device ? hold.Owner : null,
        hold.Scope == AggregateScope.Zone ? hold.Owner : null,
        ApiTime.FromNanos(hold.FromNanos),
        ApiTime.FromNanos(hold.ToNanos),
        ApiTime.FromNanos(hold.UntilNanos),
        hold.IsActive(nowNanos),
        hold.Reason,
        hold.CreatedBy,
        ApiTime.FromNanos(hold.CreatedNanos),
        ApiTime.FromNanos(hold.ReleasedNanos),
        acts?.Select(a => new EvidenceActAnswer(ApiTime.FromNanos(a.AtNanos), a.By, a.Action, a.Note)).ToList());
}

internal sealed record EvidenceActAnswer(DateTimeOffset At, string By, string Action, string? Note);
