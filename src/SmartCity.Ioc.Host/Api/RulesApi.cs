using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The rules in force, and the one way to change them while the server runs: a command in the journal, so that a replay changes
/// them at the same place.</summary>
internal static class RulesApi
{
    private const string SchemaType = "application/schema+json";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", ListRules)
            .WithName("listRules").WithTags("Rules").WithSummary("The alert rules in force.").RequireAuthorization("view")
            .Produces<RulesAnswer>();
        api.MapPut("/rules", PutAsync)
            .WithName("putRules").WithTags("Rules")
            .WithSummary("Replaces the rules, as JSON or YAML. Those that say what they said keep their state and their version.")
            .RequireAuthorization("admin").Accepts<JsonElement>("application/json", "application/yaml").Produces<RulesChangeAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        api.MapGet("/rules/schema", (string? keys) => Results.Text(keys == "yaml" ? RulesSchema.Yaml : RulesSchema.Json, SchemaType))
            .WithName("getRulesSchema").WithTags("Rules").WithSummary("JSON Schema of a rule set; keys=yaml for rules.yaml.").RequireAuthorization("view");
        api.MapGet("/rules/history", (IAlertEngine engine) =>
                Results.Ok(new Page<RuleRevisionAnswer>([.. engine.Rules.Current.History.Reverse().Select(RuleRevisionAnswer.Of)], null)))
            .WithName("listRuleRevisions").WithTags("Rules").WithSummary("Who changed the rules, newest first.").RequireAuthorization("view")
            .Produces<Page<RuleRevisionAnswer>>();
        api.MapGet("/rules/{id}", GetRule)
            .WithName("getRule").WithTags("Rules").RequireAuthorization("view")
            .Produces<JsonElement>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static IResult ListRules(HttpContext context, IAlertEngine engine, CityRegistry registry)
    {
        var page = engine.Rules.Current;
        context.Response.Headers.ETag = Tag(page.Revision);
        return Results.Ok(new RulesAnswer(
            [.. page.Rules.Rules.Select(Json)],
            [.. page.Rules.WatchLists.Select(list => Json(RuleJson.Write(list, registry.City.Calendar.TimeZone)))], page.Revision, null));
    }

    private static IResult GetRule(string id, IAlertEngine engine) =>
        engine.Rules.Current.Rules.Rules.FirstOrDefault(rule => rule.Id == id) is { } rule
            ? Results.Ok(Json(rule))
            : ApiProblem.NotFound($"There is no rule '{id}'.");

    private static JsonElement Json(AlertRule rule) => Json(RuleJson.WithVersion(rule.Text, rule.Version));

    private static async Task<IResult> PutAsync(
        HttpContext context, ICommandGateway gateway, IAlertEngine engine, CityRegistry registry, string? dryRun, string? note)
    {
        var check = new ParameterCheck();
        var isDry = check.One<bool>("dryRun", dryRun, bool.TryParse, "true or false") ?? false;
        if (check.Problem is { } wrong)
        {
            return wrong;
        }

        int? seen = null;
        if (context.Request.Headers.IfMatch is [{ Length: > 0 } tag] && tag != "*")
        {
            if (!int.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                return ApiProblem.BadRequest($"If-Match is {tag}: the ETag of GET /rules may stand there.");
            }

            seen = revision;
        }

        var (text, problem) = await RulesBody.ReadAsync(context);
        if (text is null)
        {
            return problem!;
        }

        var (rules, error) = RulesBody.Parse(text, registry.City);
        if (rules is null)
        {
            return error!;
        }

        if (isDry)
        {
            var page = engine.Rules.Current;
            return Results.Ok(Answer(engine.Rules.Try(rules), dryRun: true, page.Revision));
        }

        var actor = context.User.Identity?.Name ?? "local";
        var result = await gateway.SubmitAsync(
            new AlertCommand(
                Guid.NewGuid().ToString("N"), AlertVerb.Comment, string.Empty, seen, actor, context.Connection.RemoteIpAddress?.ToString(), note,
                null, null)
            {
                RuleSet = text,
            },
            context.RequestAborted);
        if (result.Outcome == CommandOutcome.Conflict)
        {
            return ApiProblem.Of(StatusCodes.Status412PreconditionFailed, "The rules have changed meanwhile", result.Message!);
        }

        if (result.Outcome != CommandOutcome.Done)
        {
            return ApiProblem.BadRequest(result.Message ?? "The rules were refused.");
        }

        var after = engine.Rules.Current;
        context.Response.Headers.ETag = Tag(after.Revision);
        return Results.Ok(Answer(after, dryRun: false, after.Revision));
    }

    private static RulesChangeAnswer Answer(RuleBookPage page, bool dryRun, int revision)
    {
        var changes = page.History[^1].Changes;
        return new RulesChangeAnswer(
            revision, RulesChangeAnswer.Of(changes), page.Rules.Rules.Count - changes.Count(change => change.Kind != "removed"), dryRun);
    }

    private static string Tag(int revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
}
