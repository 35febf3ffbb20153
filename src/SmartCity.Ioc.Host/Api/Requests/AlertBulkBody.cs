namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Verb"><c>acknowledge</c>, <c>assign</c>, <c>comment</c>, <c>shelve</c>, <c>unshelve</c> or <c>close</c>.</param>
internal sealed record AlertBulkBody(
    string? Verb = null,
    IReadOnlyList<string>? Ids = null,
    string? Note = null,
    string? Assignee = null,
    DateTimeOffset? Until = null,
    string? By = null);
