using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Api;

internal static class LedgerApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger", Get)
        .WithName("getLedger").WithTags("Ledger").WithSummary("Every message counted on its way in and where it went.")
        .RequireAuthorization("view").Produces<LedgerAnswer>().ProducesValidationProblem();

    private static IResult Get(string? minutes, Ledger ledger)
    {
        var check = new ParameterCheck();
        var count = check.One(
            "minutes", minutes,
            (string text, out int value) => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out value) && value is >= 0 and <= Ledger.MinutesKept,
            $"0 to {Ledger.MinutesKept}");
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var snapshot = ledger.Snapshot(count ?? 60);
        return Results.Ok(new LedgerAnswer(
            snapshot.IsBalanced,
            LedgerLine.Of(snapshot.Messages),
            LedgerLine.Of(snapshot.Readings),
            [
                .. snapshot.Minutes.Select(m => new LedgerMinuteAnswer(
                    ApiTime.FromNanos(m.StartNanos), LedgerLine.Of(m.Messages), LedgerLine.Of(m.Readings))),
            ]));
    }
}
