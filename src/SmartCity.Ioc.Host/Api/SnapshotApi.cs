using System.Security.Claims;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The registry for a map of everything, in one answer that a page keeps while it does not change.</summary>
internal static class SnapshotApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/snapshot/devices", GetDevices)
            .WithName("getDeviceSnapshot").WithTags("Devices")
            .WithSummary("All devices as one compact array, with an ETag: [id, zone, kind, latitude, longitude, name in Vietnamese, in English].")
            .RequireAuthorization("view").Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Produces(StatusCodes.Status304NotModified);

    private static Task GetDevices(HttpContext context, DeviceSnapshot snapshot, CityRegistry registry, ClaimsPrincipal user)
    {
        var caller = new CallerZones(registry.Zones, user);
        var encoded = caller.SeesAll ? snapshot.Latest : snapshot.Of(caller);
        return encoded.Answer.WriteAsync(context, "application/json; charset=utf-8");
    }
}
