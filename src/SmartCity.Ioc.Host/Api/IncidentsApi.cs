using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The alerts by what they have in common: incidents, and the operator's list.</summary>
internal static class IncidentsApi
{
    private const int PageSize = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/alerts/lines", GetLines)
            .WithName("listAlertLines").WithTags("Alerts").WithSummary("The operator's list: a line for each alert or incident, the gravest first.")
            .RequireAuthorization("view").Produces<AlertListAnswer>().ProducesValidationProblem();
        api.MapGet("/incidents", ListIncidents)
            .WithName("listIncidents").WithTags("Incidents").WithSummary("Incidents of which more than one alert is open, the gravest first.").RequireAuthorization("view")
            .Produces<Page<IncidentAnswer>>().ProducesValidationProblem();
        api.MapGet("/incidents/{id}", GetIncident)
            .WithName("getIncident").WithTags("Incidents").RequireAuthorization("view")
            .Produces<IncidentAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GetLines(
        string[]? zone, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var zones = AlertFilter.Zones(check, registry, zone);
        return check.Problem
            ?? Results.Ok(AlertListAnswer.Of(AlertList.Of(await OpenAsync(zones, null, store, registry, user, cancellation))));
    }

    private static async Task<IResult> ListIncidents(
        string[]? zone, string? cursor, string? limit, IAlertStore store, CityRegistry registry, ClaimsPrincipal user,
        CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var zones = AlertFilter.Zones(check, registry, zone);
        var most = check.Limit(limit);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var incidents = (await OpenAsync(zones, null, store, registry, user, cancellation))
            .Where(alert => alert.Incident is not null)
            .GroupBy(alert => alert.Incident!, StringComparer.Ordinal)
            .Where(incident => incident.Skip(1).Any())
            .OrderByDescending(incident => incident.Max(alert => alert.Severity))
            .ThenByDescending(incident => incident.Key, StringComparer.Ordinal)
            .ToArray();
        var from = cursor is null ? 0 : Array.FindIndex(incidents, incident => incident.Key == cursor) + 1;
        if (cursor is not null && from == 0)
        {
            return ParameterCheck.WrongCursor(cursor);
        }

        var page = incidents.Skip(from).Take(most).ToArray();
        var answers = new List<IncidentAnswer>();
        foreach (var incident in page)
        {
            answers.Add(await AnswerAsync(incident.Key, [.. incident], store, registry, user, cancellation));
        }

        return Results.Ok(new Page<IncidentAnswer>(answers, from + page.Length < incidents.Length ? page[^1].Key : null));
    }

    private static async Task<IResult> GetIncident(
        string id, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var members = await OpenAsync(null, id, store, registry, user, cancellation);
        return members.Count == 0
            ? ApiProblem.NotFound($"There is no incident '{id}' with open alerts.")
            : Results.Ok(await AnswerAsync(id, members, store, registry, user, cancellation));
    }

    private static async Task<IncidentAnswer> AnswerAsync(
        string id, IReadOnlyList<Alert> members, IAlertStore store, CityRegistry registry, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var lead = members.FirstOrDefault(alert => alert.Id == id) ?? await AlertsApi.FindAsync(store, registry, user, id, cancellation);
        return IncidentAnswer.Of(id, lead, members);
    }

    private static async Task<List<Alert>> OpenAsync(
        IReadOnlyCollection<int>? zones, string? incident, IAlertStore store, CityRegistry registry, ClaimsPrincipal user,
        CancellationToken cancellation)
    {
        var query = new AlertQuery(
            AlertFilter.OpenStates, Zones: new CallerZones(registry.Zones, user).Narrow(zones), Incident: incident, Limit: PageSize);
        var open = new List<Alert>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(query with { Cursor = cursor }, cancellation);
            open.AddRange(page.Alerts);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return open;
    }
}
