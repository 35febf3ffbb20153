using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SmartCity.Ioc.Host.Api;

/// <summary>
/// Reads JSON bodies, so that a wrong one is answered with what is wrong in it. Only bodies that say that they are JSON are read: a page of
/// another origin can make a browser send a form or plain text to a server that it can reach, but not this type without asking first.
/// </summary>
internal static class RequestBody
{
    public static async ValueTask<(T? Body, IResult? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, WrongType("application/json"));
        }

        try
        {
            var body = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            return body is null ? (null, ApiProblem.BadRequest("The body is null: a JSON object must stand there.")) : (body, null);
        }
        catch (JsonException e)
        {
            var where = e.Path is { Length: > 1 } path ? $"'{path[2..]}'" : "the body";
            return (null, ApiProblem.BadRequest($"{where} is not as it should be (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})."));
        }
    }

    public static IResult WrongType(string allowed) => ApiProblem.Of(
        StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"The body's Content-Type must be {allowed}.");
}
