using System.Globalization;
using System.Text;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Api;

internal static class QuarantineApi
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/quarantine", ListAsync)
        .WithName("listQuarantine").WithTags("Quarantine").WithSummary("Messages put aside, newest first, each with its reason.")
        .RequireAuthorization("operate").Produces<Page<QuarantineAnswer>>().ProducesValidationProblem();

    private static async Task<IResult> ListAsync(
        string? reason, string? cursor, string? limit, IQuarantineStore store, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var wanted = check.One<QuarantineReason>("reason", reason, KebabCase.TryParse, KebabCase.All<QuarantineReason>());
        var count = check.Limit(limit);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var (messages, next) = await store.ListAsync(wanted, cursor, count, cancellation);
        return Results.Ok(new Page<QuarantineAnswer>([.. messages.Select(Answer)], next));
    }

    private static QuarantineAnswer Answer(QuarantinedMessage message)
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
