using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Why an alert was raised, and why not earlier.</summary>
internal static class ExplanationApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/alerts/{id}/explanation", GetAsync)
        .WithName("explainAlert").WithTags("Alerts")
        .WithSummary("The rule as it was, the readings that raised the alert, what kept it from raising earlier, and what came late.")
        .RequireAuthorization("view").Produces<ExplanationAnswer>().ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(
        string id, IAlertStore store, IAlertEngine engine, AlertExplainer explainer, CityRegistry registry, ClaimsPrincipal user,
        CancellationToken cancellation)
    {
        if (await AlertsApi.FindAsync(store, registry, user, id, cancellation) is not { } alert)
        {
            return AlertsApi.NotFound(id);
        }

        var timeline = await store.TimelineAsync(id, cancellation);

        // As it was when it was raised: since then value and severity may have changed.
        var raised = timeline.FirstOrDefault(change => change.Action == "raised")?.Alert ?? alert;
        var explanation = await explainer.ExplainAsync(raised, engine.Rules, cancellation);
        return Results.Ok(ExplanationAnswer.Of(alert, timeline, explanation));
    }
}
