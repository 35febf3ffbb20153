using System.Globalization;
using System.Security.Claims;
using System.Text;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Drives messages of the quarantine again: after a decoder was mended, a device declared or a range corrected.</summary>
internal static class RedriveApi
{
    private const int PageLength = 500;

    // What one request does at most; it answers whether there is more.
    private const int Most = 5_000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/quarantine/redrive", RedriveAsync)
        .WithName("redriveQuarantine").WithTags("Quarantine")
        .WithSummary("Decodes messages of the quarantine again. They count once, in the minute in which they came.")
        .RequireAuthorization("operate").Accepts<RedriveBody>("application/json").Produces<RedriveAnswer>().ProducesValidationProblem();

    private static async Task<IResult> RedriveAsync(
        HttpContext context, IQuarantineStore store, IRedriveGateway gateway, CityRegistry registry, ClaimsPrincipal user)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.RedriveBody);
        if (body is null)
        {
            return unreadable!;
        }

        var check = new ParameterCheck();
        var wanted = Wanted(body, check, new CallerZones(registry.Zones, user));
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var (messages, more) = await FindAsync(store, wanted, context.RequestAborted);
        if (body.DryRun || messages.Count == 0)
        {
            return Results.Ok(new RedriveAnswer(messages.Count, 0, 0, 0, 0, more));
        }

        var counts = await gateway.RedriveAsync(messages, context.RequestAborted);
        return Results.Ok(new RedriveAnswer(messages.Count, counts.Redriven, counts.Accepted, counts.Quarantined, counts.Known, more));
    }

    private static Selection Wanted(RedriveBody body, ParameterCheck check, CallerZones caller)
    {
        HashSet<(long, int)>? ids = null;
        if (body.Ids is not null)
        {
            ids = [];
            foreach (var id in body.Ids)
            {
                var dash = id.IndexOf('-', StringComparison.Ordinal);
                if (dash > 0 && long.TryParse(id.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                    && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
                {
                    ids.Add((position, ordinal));
                }
                else
                {
                    check.Reject("ids", id, "an id of GET /quarantine");
                }
            }
        }

        var reason = check.One<QuarantineReason>("reason", body.Reason, KebabCase.TryParse, KebabCase.All<QuarantineReason>());
        var topic = string.IsNullOrEmpty(body.Topic) ? null : Encoding.UTF8.GetBytes(body.Topic);
        if (topic is not null && !MqttTopic.IsFilter(topic))
        {
            check.Reject("topic", body.Topic!, "an MQTT topic filter");
        }

        var (from, to) = (check.Time("from", body.From), check.Time("to", body.To));
        if (ids is null && reason is null && topic is null && from is null && to is null)
        {
            check.Add("ids", "At least one of ids, reason, topic, from and to says which messages are meant.");
        }

        return new Selection(ids, reason, topic, from, to, caller);
    }

    private static async Task<(List<QuarantinedMessage> Messages, bool More)> FindAsync(
        IQuarantineStore store, Selection wanted, CancellationToken cancellation)
    {
        var found = new List<QuarantinedMessage>();
        string? cursor = null;
        do
        {
            var (messages, next) = await store.ListAsync(wanted.Reason, cursor, PageLength, cancellation);
            foreach (var message in messages.Where(wanted.Fits))
            {
                if (found.Count == Most)
                {
                    return (OldestFirst(found), true);
                }

                found.Add(message);
            }

            cursor = next;
        }
        while (cursor is not null && !(wanted.Ids?.Count == found.Count));
        return (OldestFirst(found), false);
    }

    // In the order in which they came: a birth before its data.
    private static List<QuarantinedMessage> OldestFirst(List<QuarantinedMessage> messages) =>
        [.. messages.OrderBy(m => m.ReceivedAtNanos).ThenBy(m => m.Position).ThenBy(m => m.Ordinal)];

    private sealed record Selection(
        HashSet<(long, int)>? Ids, QuarantineReason? Reason, byte[]? Topic, DateTimeOffset? From, DateTimeOffset? To, CallerZones Caller)
    {
        // Of one that was too large only the beginning is kept, and one that the store refuses was accepted long ago.
        public bool Fits(QuarantinedMessage message) =>
            message.Reason is not (QuarantineReason.TooLarge or QuarantineReason.StoreRefused)
            && (Ids is null || Ids.Contains((message.Position.Offset, message.Ordinal)))
            && (Reason is null || message.Reason == Reason)
            && (Topic is null || MqttTopic.Matches(Topic, Encoding.UTF8.GetBytes(message.Topic)))
            && (From is null || ApiTime.FromNanos(message.ReceivedAtNanos) >= From)
            && (To is null || ApiTime.FromNanos(message.ReceivedAtNanos) < To)
            && Caller.SeesTopic(message.Topic);
    }
}
