using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>What rules would have done over a stretch of history, before they go live.</summary>
internal static class RehearsalApi
{
    /// <summary>A quarter of a year.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/rules/rehearse", PostAsync)
        .WithName("rehearseRules").WithTags("Rules")
        .WithSummary("Runs a rule set (the body's, or the one in force) over stored history on virtual time; compare=current adds the difference.")
        .RequireAuthorization("operate").Accepts<JsonElement>("application/json", "application/yaml").Produces<RehearsalAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> PostAsync(
        HttpContext context, RehearsalDesk desk, IAlertEngine engine, CityRegistry registry, CityClock clock, TimeProvider time, string? from,
        string? to, string? zone, string? compare)
    {
        var text = string.Empty;
        if (context.Request.ContentLength is not (null or 0) || context.Request.ContentType is not null)
        {
            var (body, problem) = await RulesBody.ReadAsync(context);
            if (body is null)
            {
                return problem!;
            }

            text = body;
        }

        var envelope = Envelope(text);
        var check = new ParameterCheck();
        var end = check.Time("to", to ?? envelope("to")) ?? clock.Now;
        var begin = check.Time("from", from ?? envelope("from")) ?? end - TimeSpan.FromDays(7);
        compare ??= envelope("compare");
        if (compare is not (null or "current"))
        {
            check.Reject("compare", compare, "current");
        }

        var wanted = zone ?? envelope("zone");
        var within = -1;
        if (wanted is not null)
        {
            within = registry.Zones.TryGet(wanted, out var found) ? found.Index : -1;
            if (within < 0)
            {
                check.Reject("zone", wanted, "the id of a zone");
            }
        }

        if (begin >= end || end - begin > Longest)
        {
            check.Add("from", $"from must be before to, by at most {Longest.TotalDays} days.");
        }

        if (check.Problem is { } wrong)
        {
            return wrong;
        }

        var current = engine.Rules.Current.Rules;
        var rules = current;
        if (HasRules(text))
        {
            var (parsed, error) = RulesBody.Parse(text, registry.City);
            if (parsed is null)
            {
                return error!;
            }

            rules = parsed;
        }

        var caller = new CallerZones(registry.Zones, context.User);
        var devices = Enumerable.Range(0, registry.DeviceCount)
            .Where(device => caller.Sees(registry.Device(device).Zone) && (within < 0 || registry.Zones.IsWithin(registry.Device(device).Zone, within)))
            .ToList();
        var began = time.GetTimestamp();
        var (fromNanos, toNanos) = (ApiTime.ToNanos(begin), ApiTime.ToNanos(end));
        var results = await desk.RunAsync(
            compare is null ? [rules.Rules] : [rules.Rules, current.Rules], devices, fromNanos, toNanos, context.RequestAborted);
        if (results is null)
        {
            return ApiProblem.Unavailable(context, "Another rehearsal is running.", TimeSpan.FromSeconds(10));
        }

        var difference = results.Count == 1 ? null : RehearsalDifference.Between(results[1].Occurrences, results[0].Occurrences, toNanos);
        return Results.Ok(RehearsalAnswer.Of(results[0].Report, difference, time.GetElapsedTime(began)));
    }

    // What a JSON body says beside the rules; YAML is rules alone.
    private static Func<string, string?> Envelope(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return _ => null;
        }

        try
        {
            var root = JsonDocument.Parse(text).RootElement;
            return name => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            // The rules' own parser says what is wrong, with its line.
            return _ => null;
        }
    }

    private static bool HasRules(string text) =>
        text.Contains("rules", StringComparison.Ordinal) || text.Contains("items", StringComparison.Ordinal)
        || (text.AsSpan().Trim().Length > 0 && !text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal));
}
