using System.Security.Claims;
using System.Text;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The city's own map, for pages and any map program.</summary>
internal static class TerritoryApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/territory", GetTerritory)
            .WithName("getTerritory").WithTags("Zones")
            .WithSummary("How zones lie on the map: a FeatureCollection with a MultiPolygon for each, with an ETag; empty for a city without geometry.")
            .RequireAuthorization("view").Produces(StatusCodes.Status200OK, contentType: "application/geo+json")
            .Produces(StatusCodes.Status304NotModified);

    private static Task GetTerritory(HttpContext context, TerritoryMap map, CityRegistry registry, ClaimsPrincipal user)
    {
        var caller = new CallerZones(registry.Zones, user);
        var answer = caller.SeesAll ? map.All : Encode(registry, caller);
        return answer.WriteAsync(context, "application/geo+json");
    }

    internal static EncodedAnswer Encode(CityRegistry registry, CallerZones? caller) =>
        EncodedAnswer.Of(Encoding.UTF8.GetBytes(BoundariesText.Write(registry.City.Boundaries.Where(one => caller is null || caller.Sees(one.Zone)))));
}
