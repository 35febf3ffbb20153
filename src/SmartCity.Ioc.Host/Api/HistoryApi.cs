using System.Globalization;
using System.Security.Claims;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api;

internal static class HistoryApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{id}/history", OfDevice)
            .WithName("getDeviceHistory").WithTags("History").WithSummary("Readings, or windows of a length, of one metric of a device.")
            .RequireAuthorization("view").Produces<HistoryAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/zones/{id}/history", OfZone)
            .WithName("getZoneHistory").WithTags("History").WithSummary("Windows of one metric of one kind over a zone with all below it.")
            .RequireAuthorization("view").Produces<HistoryAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> OfDevice(
        string id, [AsParameters] HistoryQuery query, CityRegistry registry, PipelineOptions pipeline, CityClock clock,
        ITimeSeriesStore store, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (!DevicesApi.TryFind(registry, user, id, out var device))
        {
            return ApiProblem.NotFound($"There is no device '{id}'.");
        }

        var check = new ParameterCheck();
        if (HistoryRange.Read(query, pipeline, clock, check) is not { } range)
        {
            return check.Problem!;
        }

        var kind = registry.Kinds[device.Kind].Id;
        var points = range.Window is null
            ? ReadingsAsync(store, id, range, cancellation)
            : WindowsAsync(store, AggregateScope.Device, id, kind, range, cancellation);
        var (page, next) = await TakeAsync(points, range.Limit);
        return Results.Ok(new HistoryAnswer(id, null, kind, range.Metric, Unit(registry, device.Kind, range.Metric), Window(range), page, next));
    }

    private static async Task<IResult> OfZone(
        string id, [AsParameters] HistoryQuery query, CityRegistry registry, PipelineOptions pipeline, CityClock clock,
        ITimeSeriesStore store, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (!registry.Zones.TryGet(id, out var zone) || !new CallerZones(registry.Zones, user).Sees(zone.Index))
        {
            return ApiProblem.NotFound($"There is no zone '{id}'.");
        }

        var check = new ParameterCheck();
        var kind = -1;
        if (query.Kind is null || !registry.TryFindKind(query.Kind, out kind))
        {
            check.Reject("kind", query.Kind ?? string.Empty, "the id of a kind");
        }

        // A zone has no readings of its own.
        if (HistoryRange.Read(query with { Window = query.Window ?? "1m" }, pipeline, clock, check) is not { } range)
        {
            return check.Problem!;
        }

        var points = WindowsAsync(store, AggregateScope.Zone, id, query.Kind!, range, cancellation);
        var (page, next) = await TakeAsync(points, range.Limit);
        return Results.Ok(new HistoryAnswer(null, id, query.Kind!, range.Metric, Unit(registry, kind, range.Metric), Window(range), page, next));
    }

    private static async IAsyncEnumerable<(long TimeNanos, HistoryPoint Point)> ReadingsAsync(
        ITimeSeriesStore store, string device, HistoryRange range,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var reading in store.ReadReadingsAsync(device, range.Metric, range.FromNanos, range.ToNanos, cancellation))
        {
            yield return (reading.TimeNanos, new HistoryPoint(ApiTime.FromNanos(reading.TimeNanos)) { Value = JsonNumbers.Finite(reading.Value) });
        }
    }

    private static async IAsyncEnumerable<(long TimeNanos, HistoryPoint Point)> WindowsAsync(
        ITimeSeriesStore store, AggregateScope scope, string owner, string kind, HistoryRange range,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var length = range.Window!.Value.Ticks * 100;
        var windows = store.ReadWindowsAsync(scope, owner, kind, range.Metric, length, range.FromNanos, range.ToNanos, cancellation);
        await foreach (var window in windows)
        {
            yield return (window.StartNanos, range.Stat is { } stat ? WindowStatistics.One(window, stat) : WindowStatistics.All(window));
        }
    }

    /// <returns>The page, and the time of the first point after it.</returns>
    private static async Task<(List<HistoryPoint> Points, string? NextCursor)> TakeAsync(
        IAsyncEnumerable<(long TimeNanos, HistoryPoint Point)> points, int limit)
    {
        var page = new List<HistoryPoint>();
        await foreach (var (timeNanos, point) in points)
        {
            if (page.Count == limit)
            {
                return (page, timeNanos.ToString(CultureInfo.InvariantCulture));
            }

            page.Add(point);
        }

        return (page, null);
    }

    private static string? Window(HistoryRange range) => range.Window is { } window ? HistoryRange.Text(window) : null;

    private static string Unit(CityRegistry registry, int kind, string metric) =>
        registry.Kinds[kind].Metrics.FirstOrDefault(m => m.Id == metric)?.Unit ?? string.Empty;
}
