using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class AlertsApi
{
    private static readonly string States = string.Join(", ", WireNames.States.Append("open"));

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/alerts", ListAlerts)
            .WithName("listAlerts").WithTags("Alerts").WithSummary("Alerts, newest raised first.").RequireAuthorization("view")
            .Produces<Page<AlertAnswer>>().ProducesValidationProblem();
        api.MapGet("/alerts/{id}", GetAlert)
            .WithName("getAlert").WithTags("Alerts").RequireAuthorization("view")
            .Produces<AlertAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/alerts/{id}/timeline", GetTimeline)
            .WithName("getAlertTimeline").WithTags("Alerts").WithSummary("Every change of an alert, oldest first.").RequireAuthorization("view")
            .Produces<Page<TimelineAnswer>>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>An alert by its id, if the caller may see it.</summary>
    public static async ValueTask<Alert?> FindAsync(
        IAlertStore store, CityRegistry registry, ClaimsPrincipal user, string id, CancellationToken cancellation)
    {
        var alert = await store.FindAsync(id, cancellation);
        return alert is not null && new CallerZones(registry.Zones, user).Sees(alert.Zone) ? alert : null;
    }

    public static IResult NotFound(string id) => ApiProblem.NotFound($"There is no alert '{id}'.");

    private static async Task<IResult> ListAlerts(
        [AsParameters] AlertListQuery query, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var states = check.Many<string>("state", query.State, IsState, States);
        var severities = check.Many<Severity>("severity", query.Severity, WireNames.TryParse, string.Join(", ", WireNames.Severities));
        var zones = check.Many(
            "zone", query.Zone,
            (string id, out int zone) => (zone = registry.Zones.TryGet(id, out var found) ? found.Index : -1) >= 0, "the id of a zone");
        var from = check.Time("from", query.From);
        var to = check.Time("to", query.To);
        var limit = check.Limit(query.Limit);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        try
        {
            var page = await store.ListAsync(
                new AlertQuery(
                    states is null ? null : [.. states.SelectMany(StatesOf).Distinct()],
                    severities,
                    new CallerZones(registry.Zones, user).Narrow(zones),
                    query.Rule,
                    from is { } f ? ApiTime.ToNanos(f) : null,
                    to is { } t ? ApiTime.ToNanos(t) : null,
                    query.Cursor,
                    limit),
                cancellation);
            return Results.Ok(new Page<AlertAnswer>([.. page.Alerts.Select(AlertAnswer.Of)], page.NextCursor));
        }
        catch (FormatException)
        {
            return ParameterCheck.WrongCursor(query.Cursor);
        }
    }

    private static async Task<IResult> GetAlert(
        string id, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation) =>
        await FindAsync(store, registry, user, id, cancellation) is { } alert ? Results.Ok(AlertAnswer.Of(alert)) : NotFound(id);

    private static async Task<IResult> GetTimeline(
        string id, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await FindAsync(store, registry, user, id, cancellation) is null)
        {
            return NotFound(id);
        }

        var timeline = await store.TimelineAsync(id, cancellation);
        return Results.Ok(new Page<TimelineAnswer>([.. timeline.Select(TimelineAnswer.Of)], null));
    }

    private static bool IsState(string text, out string state)
    {
        state = text;
        return text == "open" || WireNames.TryParse(text, out AlertState _);
    }

    private static IEnumerable<AlertState> StatesOf(string text) =>
        WireNames.TryParse(text, out AlertState state) ? [state] : Enum.GetValues<AlertState>().Where(s => s != AlertState.Closed);
}
