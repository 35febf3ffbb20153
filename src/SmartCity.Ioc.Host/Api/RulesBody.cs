using System.Text;
using Microsoft.Net.Http.Headers;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Host.Api.Answers;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Reads a rule set from a request.</summary>
internal static class RulesBody
{
    /// <summary>Some ten thousand rules.</summary>
    private const int Longest = 8 << 20;

    public static async ValueTask<(string? Text, IResult? Problem)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType() && !IsYaml(context.Request.ContentType))
        {
            return (null, RequestBody.WrongType("application/json or application/yaml"));
        }

        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > Longest)
            {
                return (null, ApiProblem.Of(StatusCodes.Status413PayloadTooLarge, "Too large", $"A rule set has at most {Longest} bytes."));
            }

            body.Write(buffer, 0, read);
        }

        return (Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length), null);
    }

    /// <summary>The rules, or what is wrong with them.</summary>
    public static (RuleSet? Rules, IResult? Problem) Parse(string text, CityModel city)
    {
        var parsed = RuleSetParser.Parse(new CityFile("body", text), city);
        return (parsed.Rules, parsed.IsValid ? null : Wrong(parsed.Errors));
    }

    private static IResult Wrong(IReadOnlyList<CityError> errors) => Results.Problem(
        string.Join(" ", errors.Take(3)), statusCode: StatusCodes.Status400BadRequest, title: "The rules are wrong; those before stay in force.",
        extensions: new Dictionary<string, object?>
        {
            ["errors"] = (IReadOnlyList<RuleErrorAnswer>)[.. errors.Select(error => new RuleErrorAnswer(error.File, error.Line, error.Message))],
        });

    private static bool IsYaml(string? type) =>
        MediaTypeHeaderValue.TryParse(type, out var parsed)
        && parsed.MediaType.Value is "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml";
}
