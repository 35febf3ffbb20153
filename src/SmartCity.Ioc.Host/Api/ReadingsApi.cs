using Microsoft.Net.Http.Headers;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class ReadingsApi
{
    // What waits for one fsync together; also what one request may have in the inbox at a time.
    private const int AtOnce = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/readings", PostAsync)
        .WithName("postReadings").WithTags("Readings")
        .WithSummary("Payloads of devices, each with its topic: an object, an array, or one object a line. Answers when all are durable.")
        .RequireAuthorization("ingest").Accepts<object>("application/json", "application/x-ndjson")
        .Produces<ReadingsAnswer>(StatusCodes.Status202Accepted).ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> PostAsync(
        HttpContext context, IReadingsIntake intake, CityRegistry registry, string? historical, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var isHistorical = check.One<bool>("historical", historical, bool.TryParse, "true or false") ?? false;
        if (check.Problem is { } problem)
        {
            return problem;
        }

        if (!context.Request.HasJsonContentType() && !IsLines(context.Request.ContentType))
        {
            return RequestBody.WrongType("application/json or application/x-ndjson");
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellation);
        var errors = new Dictionary<string, string[]>();
        var readings = ReadingsBody.Read(body.GetBuffer().AsMemory(0, (int)body.Length), errors);
        if (errors.Count > 0)
        {
            return Results.ValidationProblem(errors, title: "Nothing was taken: the body is wrong.");
        }

        var caller = new CallerZones(registry.Zones, context.User);
        if (readings.Find(r => !caller.SeesTopic(r.Topic)) is { Topic: { } foreign })
        {
            return ApiProblem.Of(StatusCodes.Status403Forbidden, "Nothing was taken", $"The topic '{foreign}' is not in your zones.");
        }

        foreach (var group in readings.Chunk(AtOnce))
        {
            await Task.WhenAll(group.Select(r => intake.SubmitAsync(r.Topic, r.Payload, isHistorical, cancellation).AsTask()));
        }

        return Results.Accepted(value: new ReadingsAnswer(readings.Count));
    }

    private static bool IsLines(string? type) =>
        MediaTypeHeaderValue.TryParse(type, out var parsed)
        && parsed.MediaType.Value is "application/x-ndjson" or "application/ndjson" or "application/jsonl";
}
