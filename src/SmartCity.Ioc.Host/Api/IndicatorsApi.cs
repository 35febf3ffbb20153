using System.Globalization;
using System.Security.Claims;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Scorecards: what the city's offices put about health, schools, tourism and services.</summary>
internal static class IndicatorsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var indicators = api.MapGroup("/indicators").WithTags("Indicators");
        indicators.MapGet("", List)
            .WithName("listIndicators").WithSummary("Indicators with their newest observation, in the order of the city's file.")
            .RequireAuthorization("view").Produces<Page<IndicatorAnswer>>().ProducesValidationProblem();
        indicators.MapGet("/{id}/observations", History)
            .WithName("listObservations").WithSummary("Observations, newest first, with what they replaced.").RequireAuthorization("view")
            .Produces<Page<ObservationAnswer>>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        indicators.MapPut("/{id}/observations", PutAsync)
            .WithName("putObservations").WithSummary("Puts one or many observations; one for a time that has one replaces it.")
            .RequireAuthorization("operate").Accepts<IReadOnlyList<ObservationBody>>("application/json").Produces<ObservationsAnswer>()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(string[]? domain, string[]? zone, IndicatorBoard board, CityRegistry registry, CityClock clock, ClaimsPrincipal user)
    {
        var check = new ParameterCheck();
        var domains = check.Many<Domain>("domain", domain, KebabCase.TryParse, KebabCase.All<Domain>());
        var zones = AlertFilter.Zones(check, registry, zone);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        board.Load();
        var (caller, now) = (new CallerZones(registry.Zones, user), clock.Now);
        return Results.Ok(new Page<IndicatorAnswer>(
            [
                .. board.Scores
                    .Where(s => caller.Sees(s.Definition.Zone)
                        && (domains is null || domains.Contains(s.Definition.Domain))
                        && (zones is null || zones.Exists(root => registry.Zones.IsWithin(s.Definition.Zone, root))))
                    .Select(s => IndicatorAnswer.Of(s, registry.Zones, now)),
            ],
            null));
    }

    private static IResult History(
        string id, string? from, string? to, string? limit, string? cursor, IndicatorBoard board, IIndicatorStore store, CityRegistry registry,
        ClaimsPrincipal user)
    {
        if (Find(id, board, registry, user) is null)
        {
            return NotFound(id);
        }

        var check = new ParameterCheck();
        var start = check.Time("from", from) is { } first ? ApiTime.ToNanos(first) : 0;
        var end = check.Time("to", to) is { } last ? ApiTime.ToNanos(last) : long.MaxValue;
        var size = check.Limit(limit);
        var before = check.One<long>("cursor", cursor, TryCursor, "the nextCursor of the page before") ?? long.MaxValue;
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var found = store.List(id, start, Math.Min(end, before), size + 1);
        var page = found.Take(size).ToList();
        var earlier = page.Count == 0
            ? Enumerable.Empty<IndicatorObservation>().ToLookup(o => o.TimeNanos)
            : store.Replaced(id, page[^1].TimeNanos, page[0].TimeNanos + 1).ToLookup(o => o.TimeNanos);
        return Results.Ok(new Page<ObservationAnswer>(
            [
                .. page.Select(o => ObservationAnswer.Of(o) with
                {
                    Earlier = earlier.Contains(o.TimeNanos) ? [.. earlier[o.TimeNanos].Select(ObservationAnswer.Of)] : null,
                }),
            ],
            found.Count > size ? page[^1].TimeNanos.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext context, IndicatorBoard board, CityRegistry registry, CityClock clock, TimeProvider time)
    {
        if (Find(id, board, registry, context.User) is not { } definition)
        {
            return NotFound(id);
        }

        var (observations, problem) = await ObservationsBody.ReadAsync(context, definition, time.GetUtcNow());
        if (observations is null)
        {
            return problem!;
        }

        var items = board.Put(observations).Select(put => ObservationAnswer.Of(put.Stored) with { Outcome = KebabCase.Of(put.Outcome) }).ToList();
        return Results.Ok(new ObservationsAnswer(items, IndicatorAnswer.Of(board.Find(id)!, registry.Zones, clock.Now)));
    }

    private static IndicatorDefinition? Find(string id, IndicatorBoard board, CityRegistry registry, ClaimsPrincipal user) =>
        board.Find(id) is { Definition: var definition } && new CallerZones(registry.Zones, user).Sees(definition.Zone) ? definition : null;

    private static IResult NotFound(string id) => ApiProblem.NotFound($"There is no indicator '{id}'.");

    private static bool TryCursor(string text, out long nanos) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out nanos);
}
