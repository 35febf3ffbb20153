using System.Globalization;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class CityApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/city", GetCity)
            .WithName("getCity").WithTags("City").WithSummary("Which city this is, and its clock.").RequireAuthorization("view")
            .Produces<CityAnswer>();
        api.MapGet("/kinds", ListKinds)
            .WithName("listKinds").WithTags("City").WithSummary("The sorts of devices and their metrics.").RequireAuthorization("view")
            .Produces<Page<KindAnswer>>();
    }

    private static IResult GetCity(CityRegistry registry, CityClock clock)
    {
        var city = registry.City;
        return Results.Ok(new CityAnswer(city.Id, city.Name, city.TimeZone, clock.RunsOnData ? "data" : "host", clock.Now,
            [.. city.Shifts.Select(start => start.ToString("HH:mm", CultureInfo.InvariantCulture))]));
    }

    private static IResult ListKinds(CityRegistry registry) => Results.Ok(new Page<KindAnswer>(
        [
            .. registry.Kinds.Select(kind => new KindAnswer(
                kind.Id, kind.Name, KebabCase.Of(kind.Domain), kind.ExpectedInterval.TotalSeconds, kind.OfflineAfter.TotalSeconds,
                [
                    .. kind.AllMetrics.Select(m => new MetricAnswer(
                        m.Id, m.Name, m.Unit, JsonNumbers.Finite(m.Min), JsonNumbers.Finite(m.Max), m.Decimals, m.Source)),
                ])),
        ],
        null));
}
