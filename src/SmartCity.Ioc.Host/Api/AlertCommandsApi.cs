using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>What operators do to alerts. Each answer comes after the act is durable and applied.</summary>
internal static class AlertCommandsApi
{
    // Whoever calls from the server's own machine while no key is set is signed in under this name, and may say who really acts.
    private const string LocalName = "local";
    private const int MostIds = 500;
    private const int LongestNote = 4000;
    private const int LongestName = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var verb in Enum.GetValues<AlertVerb>())
        {
            api.MapPost($"/alerts/{{id}}/{KebabCase.Of(verb)}", (
                    string id, HttpContext context, ICommandGateway gateway, IAlertStore store, CityRegistry registry) =>
                    ActAsync(id, verb, context, gateway, store, registry))
                .WithName($"{KebabCase.Of(verb)}Alert").WithTags("Alerts").RequireAuthorization("operate")
                .Accepts<AlertCommandBody>("application/json").Produces<AlertAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        }

        api.MapPost("/alerts/bulk", BulkAsync)
            .WithName("bulkAlerts").WithTags("Alerts").WithSummary("One act on many alerts; each has its own outcome.")
            .RequireAuthorization("operate").Accepts<AlertBulkBody>("application/json").Produces<BulkAnswer>().ProducesValidationProblem();
    }

    private static async Task<IResult> ActAsync(
        string id, AlertVerb verb, HttpContext context, ICommandGateway gateway, IAlertStore store, CityRegistry registry)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.AlertCommandBody);
        if (body is null)
        {
            return unreadable!;
        }

        var check = new ParameterCheck();
        Check(check, verb, body);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var result = await SubmitAsync(id, verb, body, context, gateway, store, registry);
        return result.Outcome switch
        {
            CommandOutcome.Done => Results.Ok(AlertAnswer.Of(result.Alert!)),
            CommandOutcome.NotFound => AlertsApi.NotFound(id),
            CommandOutcome.Conflict => Refused(StatusCodes.Status409Conflict, "The alert has changed meanwhile", result),
            _ => Refused(StatusCodes.Status422UnprocessableEntity, "Not allowed in this state", result),
        };
    }

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

        if (body.Ids is not { Count: > 0 and <= MostIds })
        {
            check.Add("ids", $"ids holds {body.Ids?.Count ?? 0} ids: 1 to {MostIds} may stand there.");
        }

        var command = new AlertCommandBody(body.Note, null, body.Assignee, body.Until, body.By);
        Check(check, verb, command);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        // All at once: they share a group of the journal, so many cost one fsync.
        var results = await Task.WhenAll(body.Ids!.Distinct(StringComparer.Ordinal).Select(async id =>
        {
            var result = await SubmitAsync(id, verb, command, context, gateway, store, registry);
            return new BulkResult(id, KebabCase.Of(result.Outcome), result.Alert is { } alert ? AlertAnswer.Of(alert) : null, result.Message);
        }));
        return Results.Ok(new BulkAnswer(results.Count(r => r.Outcome == "done"), results));
    }

    private static async Task<CommandResult> SubmitAsync(
        string id, AlertVerb verb, AlertCommandBody body, HttpContext context, ICommandGateway gateway, IAlertStore store, CityRegistry registry)
    {
        var commandId = Guid.NewGuid().ToString("N");
        var cancellation = context.RequestAborted;
        if (!new CallerZones(registry.Zones, context.User).SeesAll
            && await AlertsApi.FindAsync(store, registry, context.User, id, cancellation) is null)
        {
            return new CommandResult(commandId, CommandOutcome.NotFound, null, "There is no such alert.");
        }

        var until = body.Until is { } time ? ApiTime.ToNanos(time) : (long?)null;
        var result = await gateway.SubmitAsync(
            new AlertCommand(
                commandId, verb, id, body.Revision, Actor(context.User, body.By), context.Connection.RemoteIpAddress?.ToString(), body.Note,
                body.Assignee, until),
            cancellation);

        // The pipeline knows the open ones only.
        return result.Outcome == CommandOutcome.NotFound
            && await AlertsApi.FindAsync(store, registry, context.User, id, cancellation) is { State: AlertState.Closed } closed
            ? new CommandResult(commandId, CommandOutcome.NotAllowed, closed, "It is closed. If it happens again, that is a new alert.")
            : result;
    }

    private static string Actor(ClaimsPrincipal user, string? said)
    {
        var name = user.Identity?.Name;
        return name is null or LocalName ? (string.IsNullOrWhiteSpace(said) ? LocalName : said.Trim()) : name;
    }

    private static void Check(ParameterCheck check, AlertVerb verb, AlertCommandBody body)
    {
        CheckLength(check, "note", body.Note, LongestNote);
        CheckLength(check, "by", body.By, LongestName);
        CheckLength(check, "assignee", body.Assignee, LongestName);
        if (verb == AlertVerb.Assign && string.IsNullOrWhiteSpace(body.Assignee))
        {
            check.Add("assignee", "assignee is missing: who is to deal with the alert must stand there.");
        }

        if (verb == AlertVerb.Comment && string.IsNullOrWhiteSpace(body.Note))
        {
            check.Add("note", "note is missing: it is what a comment consists of.");
        }

        if (verb == AlertVerb.Shelve && body.Until is null)
        {
            check.Add("until", "until is missing: a shelved alert comes back by itself at that time.");
        }
        else if (body.Until is { Year: < 1970 or >= 2262 })
        {
            check.Add("until", "until is out of range: a year from 1970 to 2261 may stand there.");
        }
    }

    private static void CheckLength(ParameterCheck check, string name, string? text, int longest)
    {
        if (text?.Length > longest)
        {
            check.Add(name, $"{name} is {text.Length} characters long: at most {longest} may stand there.");
        }
    }

    // The alert as it stands now goes along, so that a console can show at once who was first.
    private static IResult Refused(int status, string title, CommandResult result) => Results.Problem(
        result.Message, statusCode: status, title: title,
        extensions: new Dictionary<string, object?> { ["alert"] = result.Alert is { } alert ? AlertAnswer.Of(alert) : null });
}
