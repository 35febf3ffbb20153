using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Hands an operator's act to the pipeline, with who acts and from where.</summary>
internal sealed class AlertActs(ICommandGateway gateway, IAlertStore store, CityRegistry registry)
{
    // Whoever calls from the server's own machine while no key is set is signed in under this name, and may say who really acts.
    private const string LocalName = "local";
    private const int LongestProgram = 120;

    public async Task<CommandResult> SubmitAsync(string id, AlertVerb verb, AlertCommandBody body, HttpContext context, bool exact = false)
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
                commandId, verb, id, body.Revision, Actor(context.User, body.By), Origin(context), body.Note, body.Assignee, until)
            {
                Exact = exact,
            },
            cancellation);

        // The pipeline knows the open ones only.
        return result.Outcome == CommandOutcome.NotFound
            && await AlertsApi.FindAsync(store, registry, context.User, id, cancellation) is { State: AlertState.Closed } closed
            ? new CommandResult(commandId, CommandOutcome.NotAllowed, closed, "It is closed. If it happens again, that is a new alert.")
            : result;
    }

    /// <summary>Who acts: the signed-in name, or where nobody is signed in the one that was said.</summary>
    internal static string Actor(ClaimsPrincipal user, string? said)
    {
        var name = user.Identity?.Name;
        return name is null or LocalName ? (string.IsNullOrWhiteSpace(said) ? LocalName : said.Trim()) : name;
    }

    /// <summary>Address and program.</summary>
    internal static string? Origin(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        var program = context.Request.Headers.UserAgent.ToString().Trim();
        program = program.Length > LongestProgram ? program[..LongestProgram] : program;
        return program.Length == 0 ? address : $"{address} {program}".Trim();
    }
}
