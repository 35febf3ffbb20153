using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class RulesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", ListRules)
            .WithName("listRules").WithTags("Rules").WithSummary("The alert rules in force.").RequireAuthorization("view")
            .Produces<Page<RuleAnswer>>();
        api.MapGet("/rules/{id}", GetRule)
            .WithName("getRule").WithTags("Rules").RequireAuthorization("view")
            .Produces<RuleAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult ListRules(CityRegistry registry) =>
        Results.Ok(new Page<RuleAnswer>([.. registry.City.Rules.Select(rule => Answer(registry, rule))], null));

    private static IResult GetRule(string id, CityRegistry registry) =>
        registry.City.Rules.FirstOrDefault(rule => rule.Id == id) is { } rule
            ? Results.Ok(Answer(registry, rule))
            : ApiProblem.NotFound($"There is no rule '{id}'.");

    private static RuleAnswer Answer(CityRegistry registry, AlertRule rule) => new(
        rule.Id, rule.Version, rule.Title, rule.Action, rule.Owner, rule.Rationale, WireNames.Of(rule.Severity), KebabCase.Of(rule.Domain),
        [.. rule.Kinds.Select(kind => registry.Kinds[kind].Id)], [.. rule.Zones.Select(zone => registry.Zones[zone].Id)], rule.Devices,
        Answer(rule.Condition));

    private static ConditionAnswer Answer(AlertCondition condition) => condition switch
    {
        ThresholdCondition t => new ConditionAnswer(
            "threshold", t.Metric, KebabCase.Of(t.Comparison), t.Threshold, t.Clear, t.For.TotalSeconds, t.ClearFor.TotalSeconds),
        OfflineCondition o => new ConditionAnswer("offline", ForSeconds: o.For.TotalSeconds),

        // Shown by its name until it is described here; the rule itself is not hidden.
        _ => new ConditionAnswer(condition.GetType().Name),
    };
}
