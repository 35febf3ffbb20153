using System.Globalization;
using System.Security.Claims;
using System.Text;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class QuarantineApi
{
    // So that a caller with few zones gets an answer in time however much of the others' lies in between; nextCursor leads on.
    private const int MostPagesRead = 20;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/quarantine", ListAsync)
        .WithName("listQuarantine").WithTags("Quarantine").WithSummary("Messages put aside, newest first, each with its reason.")
        .RequireAuthorization("operate").Produces<Page<QuarantineAnswer>>().ProducesValidationProblem();

    private static async Task<IResult> ListAsync(
        string? reason, string? cursor, string? limit, IQuarantineStore store, CityRegistry registry, ClaimsPrincipal user,
        CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var wanted = check.One<QuarantineReason>("reason", reason, KebabCase.TryParse, KebabCase.All<QuarantineReason>());
        var count = check.Limit(limit);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        try
        {
            var (messages, next) = await ReadAsync(store, new CallerZones(registry.Zones, user), wanted, cursor, count, cancellation);
            return Results.Ok(new Page<QuarantineAnswer>([.. messages.Select(Answer)], next));
        }
        catch (FormatException)
        {
            return ParameterCheck.WrongCursor(cursor);
        }
    }

    private static async Task<(IReadOnlyList<QuarantinedMessage> Messages, string? Next)> ReadAsync(
        IQuarantineStore store, CallerZones caller, QuarantineReason? reason, string? cursor, int count, CancellationToken cancellation)
    {
        for (var page = 1; ; page++)
        {
            var (messages, next) = await store.ListAsync(reason, cursor, count, cancellation);
            if (caller.SeesAll)
            {
                return (messages, next);
            }

            List<QuarantinedMessage> seen = [.. messages.Where(m => caller.SeesTopic(m.Topic))];
            if (seen.Count > 0 || next is null || page == MostPagesRead)
            {
                return (seen, next);
            }

            cursor = next;
        }
    }

    internal static QuarantineAnswer Answer(QuarantinedMessage message)
    {
        string? text = null;
        string? base64 = null;
        try
        {
            text = Strict.GetString(message.Payload.Span);
        }
        catch (DecoderFallbackException)
        {
            base64 = Convert.ToBase64String(message.Payload.Span);
        }

        return new QuarantineAnswer(
            string.Create(CultureInfo.InvariantCulture, $"{message.Position.Offset}-{message.Ordinal}"),
            ApiTime.FromNanos(message.ReceivedAtNanos), message.Topic, KebabCase.Of(message.Reason), message.Detail, message.Payload.Length,
            text, base64);
    }
}
