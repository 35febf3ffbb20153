using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The walls that report themselves over the hub.</summary>
internal static class WallsApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/walls", ListWalls)
            .WithName("listWalls").WithTags("Walls").WithSummary("The walls as they last reported themselves; a dark one stays listed.")
            .RequireAuthorization("view").Produces<Page<WallAnswer>>();

    private static IResult ListWalls(WallRegister walls) =>
        Results.Ok(new Page<WallAnswer>([.. walls.All.Select(WallAnswer.Of)], null));
}
