using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Performance;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The operators' alert load, worked out from the log.</summary>
internal static class PerformanceApi
{
    private const int PageSize = 5000;
    private static readonly TimeSpan Usual = TimeSpan.FromHours(24);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/alerts/performance", GetPerformance)
            .WithName("getAlertPerformance").WithTags("Alerts")
            .WithSummary("Alert load per operator's area and shift, in the figures of EEMUA 191 and ISA-18.2.").RequireAuthorization("view")
            .Produces<PerformanceAnswer>().ProducesValidationProblem();

    private static async Task<IResult> GetPerformance(
        string[]? zone, string? from, string? to, IAlertStore store, CityRegistry registry, CityClock clock, ClaimsPrincipal user,
        CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var zones = AlertFilter.Zones(check, registry, zone);
        var end = check.Time("to", to) ?? clock.Now;
        var begin = check.Time("from", from) ?? end - Usual;
        if (begin >= end || end - begin > Longest)
        {
            check.Add("from", $"from must lie before to, and at most {Longest.TotalDays} days before it.");
        }

        if (check.Problem is { } problem)
        {
            return problem;
        }

        var (fromNanos, toNanos) = (ApiTime.ToNanos(begin), ApiTime.ToNanos(end));
        var visible = new CallerZones(registry.Zones, user).Narrow(zones)?.ToHashSet(StringComparer.Ordinal);
        var leadIn = fromNanos - AlertPerformance.LeadInNanos;
        var shifts = ShiftTimes.Between(
            fromNanos, toNanos, registry.City.Shifts, TimeZoneInfo.FindSystemTimeZoneById(registry.City.TimeZone));
        var performance = new AlertPerformance(
            registry.Zones, fromNanos, toNanos, shifts, await OpenAsync(leadIn, visible, store, cancellation));
        var after = 0L;
        while (true)
        {
            var page = await store.ChangesAsync(leadIn, toNanos, after, PageSize, cancellation);
            foreach (var transition in page)
            {
                if (visible?.Contains(transition.Alert.Zone) != false)
                {
                    performance.Add(transition);
                }
            }

            if (page.Count < PageSize)
            {
                break;
            }

            after = page[^1].Sequence;
        }

        return Results.Ok(new PerformanceAnswer(begin, end, [.. performance.End().Select(AreaPerformance.Of)]));
    }

    private static async Task<List<Alert>> OpenAsync(
        long asOfNanos, IReadOnlyCollection<string>? zones, IAlertStore store, CancellationToken cancellation)
    {
        var open = new List<Alert>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(
                new AlertQuery(AlertFilter.OpenStates, Zones: zones, Cursor: cursor, Limit: 1000, AsOfNanos: asOfNanos), cancellation);
            open.AddRange(page.Alerts);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return open;
    }
}
