using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Host.Logging;

namespace SmartCity.Ioc.Host.Api;

/// <summary>How much the server says, changed while it runs.</summary>
internal static class LoggingApi
{
    private const int DefaultMinutes = 10;
    private const int MostMinutes = 24 * 60;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/logging", (LogLevels levels) => Results.Ok(Answer(levels)))
            .WithName("getLogging").WithTags("Server").WithSummary("How much each room of the server logs.").RequireAuthorization("admin")
            .Produces<LoggingAnswer>();
        api.MapPut("/logging", Put)
            .WithName("putLogging").WithTags("Server").WithSummary("Logs more or less for some minutes.").RequireAuthorization("admin")
            .Accepts<LoggingBody>("application/json").Produces<LoggingAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> Put(HttpContext context, LogLevels levels, ILogger<LogLevels> logger)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.LoggingBody);
        if (body is null)
        {
            return problem!;
        }

        if (!LogLevels.TryName(body.Level, out var level))
        {
            return ApiProblem.BadRequest($"'level' must be one of {LogLevels.Names}.");
        }

        if (body.Area is { } area && !levels.AreaNames.Contains(area))
        {
            return ApiProblem.BadRequest($"'area' must be one of {string.Join(", ", levels.AreaNames)}, or absent for all.");
        }

        if (body.Minutes is < 1 or > MostMinutes)
        {
            return ApiProblem.BadRequest($"'minutes' must be from 1 to {MostMinutes}.");
        }

        var minutes = body.Minutes ?? DefaultMinutes;
        levels.Set(body.Area, level, TimeSpan.FromMinutes(minutes));
        logger.LogLevelChanged(body.Area ?? "all", body.Level!, minutes, context.User.Identity?.Name ?? "local");
        return Results.Ok(Answer(levels));
    }

    private static LoggingAnswer Answer(LogLevels levels) => new(levels.Current, levels.Until);
}
