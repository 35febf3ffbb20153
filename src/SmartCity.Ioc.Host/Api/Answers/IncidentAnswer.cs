using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>Alerts of one cause.</summary>
/// <param name="Id">Also the id of the alert that leads it, and the <c>incident</c> of each.</param>
/// <param name="Lead">The cause, or the first; closed where it is over before the others. Null where the caller may not see it.</param>
/// <param name="Severity">The worst that is open.</param>
/// <param name="Since">Event time of the earliest.</param>
/// <param name="LastRaisedAt">When the newest was raised.</param>
/// <param name="Open">How many are open, and of these by state.</param>
/// <param name="Zones">Where they are.</param>
internal sealed record IncidentAnswer(
    string Id, AlertAnswer? Lead, string Severity, DateTimeOffset Since, DateTimeOffset LastRaisedAt, int Open,
    IReadOnlyDictionary<string, int> States, IReadOnlyDictionary<string, int> Rules, IReadOnlyList<string> Zones)
{
    /// <param name="members">Its open alerts, at least one.</param>
    public static IncidentAnswer Of(string id, Alert? lead, IReadOnlyCollection<Alert> members) => new(
        id,
        lead is null ? null : AlertAnswer.Of(lead),
        WireNames.Of(members.Max(alert => alert.Severity)),
        ApiTime.FromNanos(members.Min(alert => alert.EventTimeNanos)),
        ApiTime.FromNanos(members.Max(alert => alert.RaisedAtNanos)),
        members.Count,
        Counts(members, alert => WireNames.Of(alert.State)),
        Counts(members, alert => alert.Rule),
        [.. members.Select(alert => alert.Zone).Distinct().Order(StringComparer.Ordinal)]);

    private static SortedDictionary<string, int> Counts(IEnumerable<Alert> members, Func<Alert, string> by) =>
        new(members.GroupBy(by).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal);
}
