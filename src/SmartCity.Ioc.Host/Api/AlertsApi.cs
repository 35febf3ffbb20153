using System.Globalization;
using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class AlertsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/alerts", ListAlerts)
            .WithName("listAlerts").WithTags("Alerts").WithSummary("Alerts, newest raised first.").RequireAuthorization("view")
            .Produces<Page<AlertAnswer>>().ProducesValidationProblem();
        api.MapGet("/alerts/{id}", GetAlert)
            .WithName("getAlert").WithTags("Alerts").WithSummary("An alert, now or as of a time; its ETag is its revision.")
            .RequireAuthorization("view").Produces<AlertAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
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

    /// <summary>A revision as an entity tag (RFC 9110, 8.8.3).</summary>
    public static string TagOf(int revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    private static async Task<IResult> ListAlerts(
        [AsParameters] AlertListQuery query, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var filter = AlertFilter.Read(
            check, registry, user, query.State, query.Severity, query.Zone, query.Rule, query.Incident, query.From, query.To);
        var asOf = check.Time("asOf", query.AsOf);
        var limit = check.Limit(query.Limit);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        try
        {
            var page = await store.ListAsync(
                filter with { Cursor = query.Cursor, Limit = limit, AsOfNanos = asOf is { } at ? ApiTime.ToNanos(at) : null }, cancellation);
            return Results.Ok(new Page<AlertAnswer>([.. page.Alerts.Select(AlertAnswer.Of)], page.NextCursor));
        }
        catch (FormatException)
        {
            return ParameterCheck.WrongCursor(query.Cursor);
        }
    }

    private static async Task<IResult> GetAlert(
        string id, string? asOf, IAlertStore store, CityRegistry registry, HttpContext context, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var at = check.Time("asOf", asOf);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var alert = await FindAsync(store, registry, context.User, id, cancellation);
        if (alert is not null && at is { } time)
        {
            var timeline = await store.TimelineAsync(id, cancellation);
            alert = timeline.LastOrDefault(change => change.AtNanos <= ApiTime.ToNanos(time))?.Alert;
            return alert is null
                ? ApiProblem.NotFound($"Alert '{id}' did not exist yet at that time.")
                : Results.Ok(AlertAnswer.Of(alert));
        }

        if (alert is null)
        {
            return NotFound(id);
        }

        context.Response.Headers.ETag = TagOf(alert.Revision);
        return Results.Ok(AlertAnswer.Of(alert));
    }

    private static async Task<IResult> GetTimeline(
        string id, string? asOf, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var until = check.Time("asOf", asOf) is { } time ? ApiTime.ToNanos(time) : long.MaxValue;
        if (check.Problem is { } problem)
        {
            return problem;
        }

        if (await FindAsync(store, registry, user, id, cancellation) is null)
        {
            return NotFound(id);
        }

        var timeline = await store.TimelineAsync(id, cancellation);
        return Results.Ok(new Page<TimelineAnswer>([.. timeline.Where(change => change.AtNanos <= until).Select(TimelineAnswer.Of)], null));
    }
}
