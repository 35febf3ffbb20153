using System.Buffers;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The walls that report themselves over the hub.</summary>
internal static class WallsApi
{
    private const int LongestScreen = 40;
    private const int LongestNote = 4000;
    private const int LongestName = 200;
    private const int MostActs = 200;
    private static readonly SearchValues<char> ScreenLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static void Map(IEndpointRouteBuilder api)
    {
        var walls = api.MapGroup("/walls").WithTags("Walls");
        walls.MapGet("", ListWalls)
            .WithName("listWalls").WithSummary("The walls as they last reported themselves; a dark one stays listed, a retired one with retired=true.")
            .RequireAuthorization("view").Produces<Page<WallAnswer>>();
        walls.MapPut("/{id}/screen", SendAsync)
            .WithName("sendScreen").WithSummary("Sends a screen to a wall, or with null lets it follow its own address again.")
            .RequireAuthorization("operate").Accepts<WallScreenBody>("application/json").Produces<WallAnswer>()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        walls.MapPost("/{id}/retire", RetireAsync)
            .WithName("retireWall").WithSummary("Takes a wall out of use: it is missed no more, and the alert that it is dark clears. It is in use again when it reports again.")
            .RequireAuthorization("operate").Accepts<WallRetireBody>("application/json").Produces<WallAnswer>()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        walls.MapGet("/{id}/timeline", ListActs)
            .WithName("getWallTimeline").WithSummary("What was done to a wall, newest first: at most 200 acts.")
            .RequireAuthorization("view").Produces<Page<WallActAnswer>>();
    }

    private static IResult ListWalls(WallRegister walls, bool retired = false) =>
        Results.Ok(new Page<WallAnswer>([.. walls.All.Where(wall => retired || wall.Retired is null).Select(WallAnswer.Of)], null));

    private static IResult ListActs(string id, IWallStore store) =>
        Results.Ok(new Page<WallActAnswer>([.. store.Acts(id, MostActs).Select(WallActAnswer.Of)], null));

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

        var by = AlertActs.Actor(context.User, body.By);
        var order = body.Screen is { } name ? new WallOrder(name, by, time.GetUtcNow()) : null;
        return Answer(id, walls.Send(id, order, by, AlertActs.Origin(context)));
    }

    private static async Task<IResult> RetireAsync(string id, HttpContext context, WallRegister walls, TimeProvider time)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.WallRetireBody);
        if (body is null)
        {
            return problem!;
        }

        if (body.Note?.Length > LongestNote || body.By?.Length > LongestName)
        {
            return ApiProblem.BadRequest($"note or by is too long: at most {LongestNote} and {LongestName} characters may stand there.");
        }

        var retirement = new WallRetirement(AlertActs.Actor(context.User, body.By), time.GetUtcNow(), body.Note);
        return Answer(id, walls.Retire(id, retirement, AlertActs.Origin(context)));
    }

    private static IResult Answer(string id, WallStatus? wall) =>
        wall is null ? ApiProblem.NotFound($"No wall '{id}' has reported itself.") : Results.Ok(WallAnswer.Of(wall));
}
