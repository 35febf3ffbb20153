using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>One act on many alerts, named by their ids or by a filter.</summary>
internal static class AlertBulkApi
{
    private const int MostIds = 500;

    /// <summary>By filter. An answer of some 2 MB; more than that is no operator's act.</summary>
    private const int MostMatches = 5000;

    /// <summary>So many are on their way at once: they share a group of the journal, and so one fsync.</summary>
    private const int AtOnce = 500;
    private const int PageSize = 1000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/alerts/bulk", BulkAsync)
            .WithName("bulkAlerts").WithTags("Alerts").WithSummary("One act on many alerts, by ids or by filter; each has its own outcome.")
            .RequireAuthorization("operate").Accepts<AlertBulkBody>("application/json").Produces<BulkAnswer>().ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<IResult> BulkAsync(
        HttpContext context, ICommandGateway gateway, IAlertStore store, CityRegistry registry)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.AlertBulkBody);
        if (body is null)
        {
            return unreadable!;
        }

        var check = new ParameterCheck();
        if (body.Verb is null || !KebabCase.TryParse(body.Verb, out AlertVerb verb))
        {
            verb = default;
            check.Reject("verb", body.Verb ?? string.Empty, KebabCase.All<AlertVerb>());
        }

        var command = new AlertCommandBody(body.Note, null, body.Assignee, body.Until, body.By);
        AlertBodyCheck.Check(check, verb, command);
        var query = QueryOf(check, body, registry, context);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        // By filter the revision that fitted goes along: an alert that has changed since is not what the operator meant.
        IReadOnlyList<(string Id, Alert? Alert)> targets = query is null
            ? await ByIdAsync(body, store, registry, context)
            : [.. (await MatchesAsync(query, store, context.RequestAborted)).Select(alert => (alert.Id, (Alert?)alert))];
        if (targets.Count > MostMatches)
        {
            check.Add("filter", $"filter fits more than {MostMatches} alerts: narrow it.");
            return check.Problem!;
        }

        if (body.Expected is { } expected && expected != targets.Count)
        {
            return ApiProblem.Of(
                StatusCodes.Status409Conflict, "Another number than expected",
                $"{targets.Count} alerts fit now, and {expected} were expected: nothing was done.");
        }

        if (body.DryRun)
        {
            return Results.Ok(new BulkAnswer(
                true, targets.Count(target => target.Alert is not null), 0,
                [.. targets.Select(target => new BulkResult(
                    target.Id, target.Alert is null ? "not-found" : "matched", target.Alert is { } alert ? AlertAnswer.Of(alert) : null, null))]));
        }

        var acts = new AlertActs(gateway, store, registry);
        var results = new List<BulkResult>(targets.Count);
        foreach (var chunk in targets.Chunk(AtOnce))
        {
            results.AddRange(await Task.WhenAll(chunk.Select(async target =>
            {
                var result = await acts.SubmitAsync(
                    target.Id, verb, command with { Revision = query is null ? null : target.Alert!.Revision }, context);
                return new BulkResult(
                    target.Id, KebabCase.Of(result.Outcome), result.Alert is { } alert ? AlertAnswer.Of(alert) : null, result.Message);
            })));
        }

        return Results.Ok(new BulkAnswer(false, targets.Count, results.Count(result => result.Outcome == "done"), results));
    }

    private static AlertQuery? QueryOf(ParameterCheck check, AlertBulkBody body, CityRegistry registry, HttpContext context)
    {
        if (body.Filter is null)
        {
            if (body.Ids is not { Count: > 0 and <= MostIds })
            {
                check.Add("ids", $"ids holds {body.Ids?.Count ?? 0} ids: 1 to {MostIds} may stand there, or a filter.");
            }

            return null;
        }

        if (body.Ids is not null)
        {
            check.Add("ids", "ids and filter exclude each other: give one of them.");
        }

        if (body.Filter == new AlertBulkFilter())
        {
            check.Add("filter", "filter is empty: at least one of state, severity, zone, rule, incident, from and to must stand there.");
        }

        var filter = body.Filter;
        var query = AlertFilter.Read(
            check, registry, context.User, filter.State?.ToArray(), filter.Severity?.ToArray(), filter.Zone?.ToArray(), filter.Rule,
            filter.Incident, filter.From, filter.To);
        return query with { States = query.States is null ? AlertFilter.OpenStates : [.. query.States.Where(state => state != AlertState.Closed)] };
    }

    private static async Task<List<Alert>> MatchesAsync(AlertQuery query, IAlertStore store, CancellationToken cancellation)
    {
        var found = new List<Alert>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(query with { Cursor = cursor, Limit = PageSize }, cancellation);
            found.AddRange(page.Alerts);
            cursor = page.NextCursor;
        }
        while (cursor is not null && found.Count <= MostMatches);
        return found;
    }

    private static async Task<IReadOnlyList<(string Id, Alert? Alert)>> ByIdAsync(
        AlertBulkBody body, IAlertStore store, CityRegistry registry, HttpContext context)
    {
        var ids = body.Ids!.Distinct(StringComparer.Ordinal).ToArray();
        if (!body.DryRun)
        {
            return [.. ids.Select(id => (id, (Alert?)null))];
        }

        var found = new List<(string, Alert?)>();
        foreach (var id in ids)
        {
            found.Add((id, await AlertsApi.FindAsync(store, registry, context.User, id, context.RequestAborted)));
        }

        return found;
    }
}
