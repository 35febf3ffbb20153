using System.Security.Claims;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Evidence;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api.Evidence;

/// <summary>Holds: spans of a device's or a zone's history that retention leaves alone, and their export. Every act is audited.</summary>
internal static class EvidenceApi
{
    private const int LongestText = 4000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var evidence = api.MapGroup("/evidence").WithTags("Evidence");
        evidence.MapGet("", List).WithName("listEvidence").WithSummary("Holds, newest first.").RequireAuthorization("operate").Produces<Page<EvidenceAnswer>>();
        evidence.MapPost("", CreateAsync).WithName("createEvidence").WithSummary("Exempts a span of a device or zone from retention.")
            .RequireAuthorization("operate").Accepts<EvidenceBody>("application/json").Produces<EvidenceAnswer>(StatusCodes.Status201Created)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        evidence.MapGet("/{id}", Get).WithName("getEvidence").WithSummary("A hold and everything done to it.").RequireAuthorization("operate")
            .Produces<EvidenceAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        evidence.MapPost("/{id}/extend", ExtendAsync).WithName("extendEvidence").RequireAuthorization("operate")
            .Accepts<EvidenceChangeBody>("application/json").Produces<EvidenceAnswer>().ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        evidence.MapPost("/{id}/release", ReleaseAsync).WithName("releaseEvidence").WithSummary("Ends a hold: retention goes on with what it kept.")
            .RequireAuthorization("operate").Accepts<EvidenceChangeBody>("application/json").Produces<EvidenceAnswer>()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        evidence.MapGet("/{id}/export", ExportAsync).WithName("exportEvidence").WithSummary("Readings, alerts and operators' actions as a ZIP with SHA256SUMS.")
            .RequireAuthorization("operate").Produces(StatusCodes.Status200OK, contentType: "application/zip").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(IEvidenceStore store, CityRegistry registry, CityClock clock, ClaimsPrincipal user)
    {
        var now = ApiTime.ToNanos(clock.Now);
        return Results.Ok(new Page<EvidenceAnswer>([.. store.List().Where(h => Sees(registry, user, h)).Select(h => EvidenceAnswer.Of(h, now))], null));
    }

    private static IResult Get(string id, IEvidenceStore store, CityRegistry registry, CityClock clock, ClaimsPrincipal user) =>
        Find(id, store, registry, user) is { } hold ? Results.Ok(Whole(hold, store, clock)) : NotFound(id);

    private static async Task<IResult> CreateAsync(
        HttpContext context, IEvidenceStore store, ITimeSeriesStore history, HeldSpans spans, CityRegistry registry, CityClock clock)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.EvidenceBody);
        if (body is null)
        {
            return unreadable!;
        }

        var now = ApiTime.ToNanos(clock.Now);
        if (Check(body, now) is { } problem)
        {
            return problem;
        }

        var (scope, owner) = body.Device is { } device ? (AggregateScope.Device, device) : (AggregateScope.Zone, body.Zone!);
        var hold = new EvidenceHold(
            $"ev-{clock.Now.UtcDateTime:yyyyMMdd}-{Guid.NewGuid().ToString("N")[..8]}", scope, owner, ApiTime.ToNanos(body.From!.Value),
            ApiTime.ToNanos(body.To!.Value), ApiTime.ToNanos(body.Until!.Value), body.Reason!.Trim(), AlertActs.Actor(context.User, body.By), now, null);
        if (!Sees(registry, context.User, hold))
        {
            return ApiProblem.NotFound(scope == AggregateScope.Device ? $"There is no device '{owner}'." : $"There is no zone '{owner}'.");
        }

        if (Unkept(hold, history) is { } unkept)
        {
            return unkept;
        }

        store.Add(hold, spans.DevicesNow(scope, owner), new EvidenceAct(hold.Id, now, hold.CreatedBy, "created", hold.Reason));
        return Results.Created($"/api/v1/evidence/{hold.Id}", Whole(hold, store, clock));
    }

    private static async Task<IResult> ExtendAsync(
        string id, HttpContext context, IEvidenceStore store, ITimeSeriesStore history, CityRegistry registry, CityClock clock)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.EvidenceChangeBody);
        if (body is null || Find(id, store, registry, context.User) is not { } hold)
        {
            return unreadable ?? NotFound(id);
        }

        var now = ApiTime.ToNanos(clock.Now);
        var check = new ParameterCheck();
        CheckText(check, "note", body.Note, isNeeded: true);
        if (body.Until is not { Year: >= 1970 and < 2262 } until || ApiTime.ToNanos(until) <= now)
        {
            check.Add("until", "until is missing or past: the hold's new end must stand there.");
            return check.Problem!;
        }

        if (check.Problem is { } problem)
        {
            return problem;
        }

        if (!hold.IsActive(now))
        {
            return Ended(hold);
        }

        var longer = hold with { UntilNanos = ApiTime.ToNanos(until) };
        if (Unkept(longer, history) is { } unkept)
        {
            return unkept;
        }

        store.Change(longer, new EvidenceAct(id, now, AlertActs.Actor(context.User, body.By), "extended", body.Note));
        return Results.Ok(Whole(longer, store, clock));
    }

    private static async Task<IResult> ReleaseAsync(string id, HttpContext context, IEvidenceStore store, CityRegistry registry, CityClock clock)
    {
        var (body, unreadable) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.EvidenceChangeBody);
        if (body is null || Find(id, store, registry, context.User) is not { } hold)
        {
            return unreadable ?? NotFound(id);
        }

        var check = new ParameterCheck();
        CheckText(check, "note", body.Note, isNeeded: true);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var now = ApiTime.ToNanos(clock.Now);
        if (!hold.IsActive(now))
        {
            return Ended(hold);
        }

        var released = hold with { ReleasedNanos = now };
        store.Change(released, new EvidenceAct(id, now, AlertActs.Actor(context.User, body.By), "released", body.Note));
        return Results.Ok(Whole(released, store, clock));
    }

    private static async Task<IResult> ExportAsync(
        string id, HttpContext context, IEvidenceStore store, ITimeSeriesStore history, IRecentPoints recent, IAlertStore alerts, CityRegistry registry,
        CityClock clock, CancellationToken cancellation)
    {
        if (Find(id, store, registry, context.User) is not { } hold)
        {
            return NotFound(id);
        }

        if (recent.Missing is { } missing && missing.FromNanos < hold.ToNanos && missing.ToNanos > hold.FromNanos)
        {
            return ApiProblem.Unavailable(context, "The time series store is still catching up on a part of the span.");
        }

        await recent.SettleAsync(cancellation);

        // On disk first: what can not be gathered whole is not begun to be sent.
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"{hold.Id}-{Guid.NewGuid():N}.zip"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            using var archive = new EvidenceArchive(history, alerts, registry.Zones);
            var by = AlertActs.Actor(context.User, null);
            var sum = await archive.WriteAsync(file, hold, store.DevicesOf(id), store.ActsOf(id), clock.Now, by, cancellation);
            store.Note(new EvidenceAct(id, ApiTime.ToNanos(clock.Now), by, "exported", $"SHA-256 of SHA256SUMS: {sum}"));
            file.Position = 0;
            return Results.File(file, "application/zip", $"{hold.Id}.zip");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static EvidenceAnswer Whole(EvidenceHold hold, IEvidenceStore store, CityClock clock) =>
        EvidenceAnswer.Of(hold, ApiTime.ToNanos(clock.Now), store.ActsOf(hold.Id));

    private static EvidenceHold? Find(string id, IEvidenceStore store, CityRegistry registry, ClaimsPrincipal user) =>
        store.Find(id) is { } hold && Sees(registry, user, hold) ? hold : null;

    private static bool Sees(CityRegistry registry, ClaimsPrincipal user, EvidenceHold hold) => hold.Scope == AggregateScope.Device
        ? DevicesApi.TryFind(registry, user, hold.Owner, out _)
        : registry.Zones.TryGet(hold.Owner, out var zone) && new CallerZones(registry.Zones, user).Sees(zone.Index);

    private static IResult NotFound(string id) => ApiProblem.NotFound($"There is no hold '{id}'.");

    private static IResult Ended(EvidenceHold hold) => ApiProblem.Of(
        StatusCodes.Status409Conflict, "The hold has ended", $"The hold '{hold.Id}' has ended; what it kept may be gone. Make a new one for what is there.");

    // A promise that the store would break behind our back is not given.
    private static IResult? Unkept(EvidenceHold hold, ITimeSeriesStore history) =>
        history.DropsAfter is { } age && hold.UntilNanos - hold.FromNanos > age.Ticks * 100
            ? ApiProblem.Of(
                StatusCodes.Status422UnprocessableEntity, "The store can not keep it",
                $"InfluxDB's own retention drops points after {age.TotalDays:F0} days, before the hold would end. Lengthen its retention policy or bucket and Ioc:TimeSeries:KeepLongWindows, or export now and hold until earlier.")
            : null;

    private static IResult? Check(EvidenceBody body, long now)
    {
        var check = new ParameterCheck();
        if (body.Device is null == body.Zone is null)
        {
            check.Add("device", "device or zone must stand there, one of the two.");
        }

        CheckText(check, "reason", body.Reason, isNeeded: true);
        CheckTime(check, "from", body.From);
        CheckTime(check, "to", body.To);
        CheckTime(check, "until", body.Until);
        if (check.Problem is null && body.From >= body.To)
        {
            check.Add("from", "from is not before to.");
        }

        if (check.Problem is null && ApiTime.ToNanos(body.Until!.Value) <= now)
        {
            check.Add("until", "until is past: the hold would have ended already.");
        }

        return check.Problem;
    }

    private static void CheckTime(ParameterCheck check, string name, DateTimeOffset? time)
    {
        if (time is not { Year: >= 1970 and < 2262 })
        {
            check.Add(name, $"{name} is missing or out of range: a time from 1970 to 2261 must stand there.");
        }
    }

    private static void CheckText(ParameterCheck check, string name, string? text, bool isNeeded)
    {
        if (isNeeded && string.IsNullOrWhiteSpace(text))
        {
            check.Add(name, $"{name} is missing: why this is done must stand there.");
        }
        else if (text?.Length > LongestText)
        {
            check.Add(name, $"{name} is {text.Length} characters long: at most {LongestText} may stand there.");
        }
    }
}
