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
            .WithName("listZones").WithTags("Zones").WithSummary("The territory, parents before their children.").RequireAuthorization("view")
            .Produces<Page<ZoneAnswer>>();
        api.MapGet("/zones/{id}", GetZone)
            .WithName("getZone").WithTags("Zones").RequireAuthorization("view")
            .Produces<ZoneAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult ListZones(CityRegistry registry, LiveTable table, ClaimsPrincipal user)
    {
        var caller = new CallerZones(registry.Zones, user);
        return Results.Ok(new Page<ZoneAnswer>(
            [.. registry.Zones.Zones.Where(z => caller.Sees(z.Index)).Select(z => Answer(registry, table, z))], null));
    }

    private static IResult GetZone(string id, CityRegistry registry, LiveTable table, ClaimsPrincipal user) =>
        registry.Zones.TryGet(id, out var zone) && new CallerZones(registry.Zones, user).Sees(zone.Index)
            ? Results.Ok(Answer(registry, table, zone))
            : ApiProblem.NotFound($"There is no zone '{id}'.");

    private static ZoneAnswer Answer(CityRegistry registry, LiveTable table, Zone zone)
    {
        var state = table.ReadZone(zone.Index);
        var open = state.OpenAlerts;
        return new ZoneAnswer(
            zone.Id, zone.Name, KebabCase.Of(zone.Level), zone.Parent < 0 ? null : registry.Zones[zone.Parent].Id, zone.Center,
            WireNames.Of(state.Health), state.Coverage,
            new SeverityCounts(open[(int)Severity.Critical], open[(int)Severity.Major], open[(int)Severity.Minor], open[(int)Severity.Info]));
    }
}
