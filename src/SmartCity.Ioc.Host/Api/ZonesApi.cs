using System.Globalization;
using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Host.Api;

internal static class ZonesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/zones", ListZones)
            .WithName("listZones").WithTags("Zones").WithSummary("The territory, parents before their children; with asOf as it was divided on that day.").RequireAuthorization("view")
            .Produces<Page<ZoneAnswer>>().ProducesValidationProblem();
        api.MapGet("/zones/{id}", GetZone)
            .WithName("getZone").WithTags("Zones").RequireAuthorization("view")
            .Produces<ZoneAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult ListZones(string? asOf, CityRegistry registry, LiveTable table, ClaimsPrincipal user)
    {
        var check = new ParameterCheck();
        var day = check.One<DateOnly>("asOf", asOf, TryParseDay, "a date like 2025-07-01");
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var zones = registry.Zones;
        var caller = new CallerZones(zones, user);
        return Results.Ok(new Page<ZoneAnswer>(
            [
                .. zones.Zones
                    .Where(z => caller.Sees(z.Index) && (day is null || z.IsValid(day.Value)))
                    .Select(z => Answer(table, z, day is null ? ParentOf(zones, z) : zones.ParentOn(z, day.Value))),
            ],
            null));
    }

    private static bool TryParseDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static IResult GetZone(string id, CityRegistry registry, LiveTable table, ClaimsPrincipal user) =>
        registry.Zones.TryGet(id, out var zone) && new CallerZones(registry.Zones, user).Sees(zone.Index)
            ? Results.Ok(Answer(table, zone, ParentOf(registry.Zones, zone)))
            : ApiProblem.NotFound($"There is no zone '{id}'.");

    private static Zone? ParentOf(ZoneTree zones, Zone zone) => zone.Parent < 0 ? null : zones[zone.Parent];

    private static ZoneAnswer Answer(LiveTable table, Zone zone, Zone? parent)
    {
        var state = table.ReadZone(zone.Index);
        var open = state.OpenAlerts;
        return new ZoneAnswer(
            zone.Id, zone.Name, KebabCase.Of(zone.Level), parent?.Id, zone.Center,
            WireNames.Of(state.Health), state.Coverage,
            new SeverityCounts(open[(int)Severity.Critical], open[(int)Severity.Major], open[(int)Severity.Minor], open[(int)Severity.Info]))
        {
            ValidFrom = zone.ValidFrom,
            ValidUntil = zone.ValidUntil,
        };
    }
}
