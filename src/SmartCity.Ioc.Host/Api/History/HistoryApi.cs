using System.Security.Claims;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Api.History;

internal static class HistoryApi
{
    // Silence of 1.5 expected intervals is stale wherever else it shows.
    private const double Patience = 1.5;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{id}/history", OfDevice)
            .WithName("getDeviceHistory").WithTags("History").WithSummary("Readings, or windows of a length, of one metric of a device.")
            .RequireAuthorization("view").Produces<HistoryAnswer>(StatusCodes.Status200OK, "application/json", "text/csv")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/zones/{id}/history", OfZone)
            .WithName("getZoneHistory").WithTags("History").WithSummary("Windows of one metric of one kind over a zone with all below it.")
            .RequireAuthorization("view").Produces<HistoryAnswer>(StatusCodes.Status200OK, "application/json", "text/csv")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> OfDevice(
        string id, [AsParameters] HistoryQuery query, HttpContext context, CityRegistry registry, HistoryReader history, IRecentPoints recent,
        CityClock clock, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (!DevicesApi.TryFind(registry, user, id, out var device))
        {
            return ApiProblem.NotFound($"There is no device '{id}'.");
        }

        var check = new ParameterCheck();
        if (HistoryQuestion.Read(query, AggregateScope.Device, history, clock, context.Request.Headers.Accept, check) is not { } question)
        {
            return check.Problem!;
        }

        var kind = registry.Kinds[device.Kind];
        var series = new HistorySeries(AggregateScope.Device, id, kind.Id, question.Metric, registry.IntervalOf(device.Index).Nanos)
        {
            IsOfClosedWindows = kind.Derived.Any(derived => derived.Definition.Id == question.Metric && derived.IsOfClosedWindows),
        };
        var items = question.Window is null
            ? Readings(history, series, question, clock, cancellation)
            : Windows(history, series, question, clock, cancellation);
        return await AnswerAsync(items, question, new HistoryAnswerHead(id, null, kind.Id, Unit(registry, device.Kind, question.Metric), 0, 0), recent, cancellation);
    }

    private static async Task<IResult> OfZone(
        string id, [AsParameters] HistoryQuery query, HttpContext context, CityRegistry registry, HistoryReader history, IRecentPoints recent,
        CityClock clock, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (!registry.Zones.TryGet(id, out var zone) || !new CallerZones(registry.Zones, user).Sees(zone.Index))
        {
            return ApiProblem.NotFound($"There is no zone '{id}'.");
        }

        var check = new ParameterCheck();
        (var kind, query) = ZoneMetric.Read(query, registry, check);

        // A zone has no readings of its own.
        query = query with { Window = query.Window ?? history.StoredLengths(AggregateScope.Zone)[0].ToString() };
        if (HistoryQuestion.Read(query, AggregateScope.Zone, history, clock, context.Request.Headers.Accept, check) is not { } question)
        {
            return check.Problem!;
        }

        var series = new HistorySeries(AggregateScope.Zone, id, query.Kind!, question.Metric, 0);
        var items = Windows(history, series, question, clock, cancellation);
        return await AnswerAsync(items, question, new HistoryAnswerHead(null, id, query.Kind!, Unit(registry, kind, question.Metric), 0, 0), recent, cancellation);
    }

    private static IAsyncEnumerable<HistoryItem> Readings(
        HistoryReader history, HistorySeries series, HistoryQuestion question, CityClock clock, CancellationToken cancellation)
    {
        var readings = history.ReadingsAsync(series, question.StartNanos, question.ToNanos, cancellation).Select(HistoryItem.Of);
        var known = Math.Min(question.ToNanos, ApiTime.ToNanos(clock.Now));
        return readings.WithGaps(question.CursorNanos, known, (long)(series.ExpectedNanos * Patience), series.ExpectedNanos, cancellation);
    }

    private static IAsyncEnumerable<HistoryItem> Windows(
        HistoryReader history, HistorySeries series, HistoryQuestion question, CityClock clock, CancellationToken cancellation)
    {
        var now = ApiTime.ToNanos(clock.Now);
        var length = question.Window!.Value;
        var windows = history.WindowsAsync(series, length, question.Zone, question.StartNanos, question.ToNanos, now, cancellation)
            .Select(window => HistoryItem.Of(window));
        var grid = history.GridOf(series.Scope, length, question.Zone);
        var settled = grid.StartOf(history.SettledBefore(now));
        return windows.WithGaps(question.CursorNanos, Math.Min(grid.FirstFrom(question.ToNanos), settled), 0, 0, cancellation);
    }

    private static Task<IResult> AnswerAsync(
        IAsyncEnumerable<HistoryItem> items, HistoryQuestion question, HistoryAnswerHead head, IRecentPoints recent, CancellationToken cancellation)
    {
        if (recent.Missing is { } missing && missing.FromNanos < question.ToNanos && missing.ToNanos > question.StartNanos)
        {
            head = head with { MissingFromNanos = missing.FromNanos, MissingToNanos = missing.ToNanos };
        }

        IHistoryFormat format = question.IsCsv ? new HistoryCsv(question) : new HistoryJson(head, question);
        return HistoryResult.StartAsync(format, items, question.Limit ?? int.MaxValue, question is { IsCsv: true, Limit: not null }, cancellation);
    }

    private static string Unit(CityRegistry registry, int kind, string metric) =>
        registry.Kinds[kind].AllMetrics.FirstOrDefault(m => m.Id == metric)?.Unit ?? string.Empty;
}
