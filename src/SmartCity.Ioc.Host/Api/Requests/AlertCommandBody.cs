namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Note">Why, in the operator's words; audited.</param>
/// <param name="Revision">The revision that the operator saw; another one standing now is a conflict.</param>
/// <param name="Assignee">For <c>assign</c>.</param>
/// <param name="Until">For <c>shelve</c>: when it ends by itself.</param>
/// <param name="By">Who, where nobody is signed in: on the server's own machine without keys.</param>
internal sealed record AlertCommandBody(
    string? Note = null, int? Revision = null, string? Assignee = null, DateTimeOffset? Until = null, string? By = null);
