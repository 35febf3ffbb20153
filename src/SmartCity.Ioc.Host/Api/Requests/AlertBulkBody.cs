namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Verb"><c>acknowledge</c>, <c>assign</c>, <c>comment</c>, <c>shelve</c>, <c>unshelve</c>, <c>close</c>, <c>out-of-service</c> or
/// <c>return-to-service</c>.</param>
/// <param name="Ids">The alerts; or else <paramref name="Filter"/>.</param>
/// <param name="Filter">All open alerts that fit.</param>
/// <param name="DryRun">Only say which alerts it would be.</param>
/// <param name="Expected">How many a dry run found; when another number fits now, nothing is done.</param>
internal sealed record AlertBulkBody(
    string? Verb = null,
    IReadOnlyList<string>? Ids = null,
    AlertBulkFilter? Filter = null,
    bool DryRun = false,
    int? Expected = null,
    string? Note = null,
    string? Assignee = null,
    DateTimeOffset? Until = null,
    string? By = null);

/// <summary>As the parameters of <c>GET /alerts</c>; at least one of them.</summary>
internal sealed record AlertBulkFilter(
    IReadOnlyList<string>? State = null,
    IReadOnlyList<string>? Severity = null,
    IReadOnlyList<string>? Zone = null,
    string? Rule = null,
    string? Incident = null,
    string? From = null,
    string? To = null);
