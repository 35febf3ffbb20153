using System.Security.Claims;
using Microsoft.Net.Http.Headers;
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

    private static async Task GetDevices(HttpContext context, DeviceSnapshot snapshot, CityRegistry registry, ClaimsPrincipal user)
    {
        var caller = new CallerZones(registry.Zones, user);
        var encoded = caller.SeesAll ? snapshot.Latest : snapshot.Of(caller);
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = encoded.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = "private, no-cache";
        if (request.Headers.IfNoneMatch.ToString().Contains(encoded.Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var zips = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var bytes = zips ? encoded.Zipped : encoded.Plain;
        if (zips)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
