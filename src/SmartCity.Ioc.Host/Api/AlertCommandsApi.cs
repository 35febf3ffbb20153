using System.Globalization;
using Microsoft.Net.Http.Headers;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>What operators do to one alert. Each answer comes after the act is durable and applied.</summary>
internal static class AlertCommandsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var verb in Enum.GetValues<AlertVerb>())
        {
            api.MapPost($"/alerts/{{id}}/{KebabCase.Of(verb)}", (
                    string id, HttpContext context, ICommandGateway gateway, IAlertStore store, CityRegistry registry) =>
                    ActAsync(id, verb, context, new AlertActs(gateway, store, registry)))
                .WithName($"{KebabCase.Of(verb)}Alert").WithTags("Alerts").RequireAuthorization("operate")
                .Accepts<AlertCommandBody>("application/json").Produces<AlertAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed)
                .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> ActAsync(string id, AlertVerb verb, HttpContext context, AlertActs acts)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.AlertCommandBody);
        if (body is null)
        {
            return unreadable!;
        }

        var check = new ParameterCheck();
        AlertBodyCheck.Check(check, verb, body);
        var tag = RevisionOf(check, context);
        if (tag is not null && body.Revision is not null && tag != body.Revision)
        {
            check.Add("revision", $"revision is {body.Revision} and If-Match says {tag}: they must be the same.");
        }

        if (check.Problem is { } problem)
        {
            return problem;
        }

        var result = await acts.SubmitAsync(id, verb, body with { Revision = tag ?? body.Revision }, context, exact: tag is not null);
        if (result.Alert is { } alert)
        {
            context.Response.Headers.ETag = AlertsApi.TagOf(alert.Revision);
        }

        return result.Outcome switch
        {
            CommandOutcome.Done => Results.Ok(AlertAnswer.Of(result.Alert!)),
            CommandOutcome.NotFound => AlertsApi.NotFound(id),
            CommandOutcome.Conflict => Refused(
                tag is null ? StatusCodes.Status409Conflict : StatusCodes.Status412PreconditionFailed, "The alert has changed meanwhile", result),
            _ => Refused(StatusCodes.Status422UnprocessableEntity, "Not allowed in this state", result),
        };
    }

    /// <summary>The revision that <c>If-Match</c> names; null without one, and for <c>*</c>.</summary>
    private static int? RevisionOf(ParameterCheck check, HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString();
        if (text.Length == 0 || text == "*")
        {
            return null;
        }

        if (EntityTagHeaderValue.TryParse(text, out var tag) && !tag.IsWeak
            && int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return revision;
        }

        check.Reject("If-Match", text, "the ETag of the alert as it was read, like \"3\",");
        return null;
    }

    // The alert as it stands now goes along, and who was first, so that a console can show both at once.
    private static IResult Refused(int status, string title, CommandResult result) => Results.Problem(
        result.Message, statusCode: status, title: title,
        extensions: new Dictionary<string, object?>
        {
            ["alert"] = result.Alert is { } alert ? AlertAnswer.Of(alert) : null,
            ["first"] = result.First is { } first ? ChangeAnswer.Of(first) : null,
        });
}
