using System.Buffers;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The walls that report themselves over the hub.</summary>
internal static class WallsApi
{
    private const int LongestScreen = 40;
    private static readonly SearchValues<char> ScreenLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static void Map(IEndpointRouteBuilder api)
    {
        var walls = api.MapGroup("/walls").WithTags("Walls");
        walls.MapGet("", ListWalls)
            .WithName("listWalls").WithSummary("The walls as they last reported themselves; a dark one stays listed.")
            .RequireAuthorization("view").Produces<Page<WallAnswer>>();
        walls.MapPut("/{id}/screen", SendAsync)
            .WithName("sendScreen").WithSummary("Sends a screen to a wall, or with null lets it follow its own address again.")
            .RequireAuthorization("operate").Accepts<WallScreenBody>("application/json").Produces<WallAnswer>()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult ListWalls(WallRegister walls) =>
        Results.Ok(new Page<WallAnswer>([.. walls.All.Select(WallAnswer.Of)], null));

    private static async Task<IResult> SendAsync(string id, HttpContext context, WallRegister walls, TimeProvider time)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.WallScreenBody);
        if (body is null)
        {
            return problem!;
        }

        // Which screens there are is the pages' matter; a name that a page does not know leaves the wall as it is.
        if (body.Screen is { } screen && (screen.Length is 0 or > LongestScreen || screen.AsSpan().ContainsAnyExcept(ScreenLetters)))
        {
            return ApiProblem.BadRequest("'screen' is not a screen's name: something like \"traffic\", or null, may stand there.");
        }

        var order = body.Screen is { } name ? new WallOrder(name, AlertActs.Actor(context.User, body.By), time.GetUtcNow()) : null;
        return walls.Send(id, order) is { } wall ? Results.Ok(WallAnswer.Of(wall)) : ApiProblem.NotFound($"No wall '{id}' has reported itself.");
    }
}
