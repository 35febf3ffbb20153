using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Host.Api.Registry;

/// <summary>The registry's changes: edit, review, move, replace, maintain, take out of service; all of them journaled and audited.</summary>
internal static class RegistryApi
{
    private const int MostChanges = 100_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/devices", PutManyAsync)
            .WithName("putDevices").WithTags("Registry").WithSummary("Changes or adds devices, all or none.").RequireAuthorization("operate")
            .Accepts<IReadOnlyList<DeviceChange>>("application/json").Produces<RegistryAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPut("/devices/{id}", PutOneAsync)
            .WithName("putDevice").WithTags("Registry").WithSummary("Changes or adds one device; what is not said stays.").RequireAuthorization("operate")
            .Accepts<DeviceChange>("application/json").Produces<RegistryAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        var registry = api.MapGroup("/registry").WithTags("Registry");
        registry.MapGet("/new", ListNew)
            .WithName("listNewDevices").WithSummary("Devices that registered themselves and wait for review.").RequireAuthorization("view")
            .Produces<Page<RegistryEntryAnswer>>();
        registry.MapGet("/entries", ListEntries)
            .WithName("listRegistryEntries").WithSummary("Devices out of service, in maintenance, reviewed, replaced or waiting for a date.")
            .RequireAuthorization("view").Produces<Page<RegistryEntryAnswer>>();
        registry.MapGet("/changes", ListChanges)
            .WithName("listRegistryChanges").WithSummary("Who changed what, when and why; newest first.").RequireAuthorization("view")
            .Produces<Page<RegistryChangeAnswer>>();
        registry.MapGet("/export", ExportAsync)
            .WithName("exportRegistry").WithSummary("All visible devices as CSV or GeoJSON.").RequireAuthorization("view")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
        registry.MapPost("/import", ImportAsync)
            .WithName("importRegistry").WithSummary("The same back in: text/csv or application/geo+json; all or nothing.").RequireAuthorization("operate")
            .Produces<RegistryAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> PutManyAsync(
        HttpContext context, ICommandGateway gateway, DeviceBook book, CityRegistry registry,
        [Description("Why, for the audit.")] string? note)
    {
        var (changes, problem) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.IReadOnlyListDeviceChange);
        return changes is null ? problem! : await PutAsync(context, changes, note, dryRun: false, gateway, book, registry);
    }

    private static async Task<IResult> PutOneAsync(
        string id, HttpContext context, ICommandGateway gateway, DeviceBook book, CityRegistry registry,
        [Description("Why, for the audit.")] string? note)
    {
        var (change, problem) = await RequestBody.ReadAsync(context, ApiJsonContext.Default.DeviceChange);
        if (change is null)
        {
            return problem!;
        }

        return string.IsNullOrEmpty(change.Id) || change.Id == id
            ? await PutAsync(context, [change with { Id = id }], note, dryRun: false, gateway, book, registry)
            : ApiProblem.BadRequest($"The body is of '{change.Id}', the address of '{id}'.");
    }

    private static async Task<IResult> ImportAsync(
        HttpContext context, ICommandGateway gateway, DeviceBook book, CityRegistry registry,
        [Description("Why, for the audit.")] string? note, [Description("true: only say what would change.")] string? dryRun)
    {
        var check = new ParameterCheck();
        var isDry = check.One<bool>("dryRun", dryRun, bool.TryParse, "true or false") ?? false;
        if (check.Problem is { } wrong)
        {
            return wrong;
        }

        try
        {
            using var reader = new StreamReader(context.Request.Body, Utf8);
            var text = await reader.ReadToEndAsync(context.RequestAborted);
            var type = context.Request.ContentType?.Split(';')[0].Trim();
            var changes = type switch
            {
                "text/csv" => RegistryCsv.Read(text),
                "application/geo+json" => RegistryGeoJson.Read(text),
                _ => null,
            };
            return changes is null
                ? RequestBody.WrongType("text/csv or application/geo+json")
                : await PutAsync(context, changes, note ?? "import", isDry, gateway, book, registry);
        }
        catch (DecoderFallbackException)
        {
            return ApiProblem.BadRequest("The file is not UTF-8.");
        }
        catch (FormatException fault)
        {
            return ApiProblem.BadRequest(fault.Message);
        }
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, IReadOnlyList<DeviceChange> changes, string? note, bool dryRun, ICommandGateway gateway, DeviceBook book, CityRegistry registry)
    {
        if (changes.Count is 0 or > MostChanges)
        {
            return ApiProblem.BadRequest($"1 to {MostChanges} devices may be changed at once, not {changes.Count}.");
        }

        if (book.Check(changes) is { } fault)
        {
            return ApiProblem.BadRequest(fault);
        }

        var caller = new CallerZones(registry.Zones, context.User);
        if (changes.FirstOrDefault(change => !Sees(caller, registry, change)) is { } hidden)
        {
            return ApiProblem.NotFound($"There is no device '{hidden.Id}'.");
        }

        if (!dryRun)
        {
            var result = await gateway.SubmitAsync(
                new AlertCommand(
                    Guid.NewGuid().ToString("N"), AlertVerb.Comment, string.Empty, null, context.User.Identity?.Name ?? "local",
                    context.Connection.RemoteIpAddress?.ToString(), note, null, null)
                {
                    Devices = JsonSerializer.Serialize(changes, RegistryBodyJson.Default.IReadOnlyListDeviceChange),
                },
                context.RequestAborted);
            if (result.Outcome != CommandOutcome.Done)
            {
                return ApiProblem.BadRequest(result.Message ?? "The changes were refused.");
            }
        }

        var page = book.Page;
        return Results.Ok(new RegistryAnswer(
            page.Revision, dryRun, changes.Count, changes.Count(change => !registry.TryFindDevice(change.Id, out _)),
            [.. changes.Take(100).Select(change => RegistryEntryAnswer.Of(change.Id, page, registry))]));
    }

    // Where it stands and where it goes to must both be the caller's.
    private static bool Sees(CallerZones caller, CityRegistry registry, DeviceChange change) =>
        (!registry.TryFindDevice(change.Id, out var index) || caller.Sees(registry.Device(index).Zone))
        && (change.Zone is null || caller.Sees(change.Zone))
        && (change.Replaces is null || !registry.TryFindDevice(change.Replaces, out var old) || caller.Sees(registry.Device(old).Zone));

    private static IResult ListNew(CityRegistry registry, DeviceBook book, System.Security.Claims.ClaimsPrincipal user)
    {
        var (caller, page) = (new CallerZones(registry.Zones, user), book.Page);
        return Results.Ok(new Page<RegistryEntryAnswer>(
            [
                .. Enumerable.Range(0, registry.DeviceCount).Select(registry.Device)
                    .Where(device => !device.Declared && page.Of(device.Id).Review is null && !page.Places.ContainsKey(device.Id) && caller.Sees(device.Zone))
                    .OrderBy(device => device.Id, StringComparer.Ordinal).Select(device => RegistryEntryAnswer.Of(device.Id, page, registry)),
            ],
            null));
    }

    private static IResult ListEntries(CityRegistry registry, DeviceBook book, System.Security.Claims.ClaimsPrincipal user)
    {
        var (caller, page) = (new CallerZones(registry.Zones, user), book.Page);
        return Results.Ok(new Page<RegistryEntryAnswer>(
            [
                .. page.Entries.Keys.Concat(page.Pending.Select(change => change.Id)).Distinct(StringComparer.Ordinal)
                    .Where(id => !registry.TryFindDevice(id, out var index) ? caller.SeesAll : caller.Sees(registry.Device(index).Zone))
                    .Order(StringComparer.Ordinal).Select(id => RegistryEntryAnswer.Of(id, page, registry)),
            ],
            null));
    }

    private static IResult ListChanges(
        string? device, string? limit, string? cursor, CityRegistry registry, DeviceBook book, System.Security.Claims.ClaimsPrincipal user)
    {
        var check = new ParameterCheck();
        var size = check.Limit(limit);
        var before = check.One<int>(
            "cursor", cursor, (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value), "the nextCursor of the page before");
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var caller = new CallerZones(registry.Zones, user);
        var acts = book.Page.Acts;
        var items = new List<RegistryChangeAnswer>();
        var at = Math.Min(before ?? acts.Count, acts.Count);
        while (at > 0 && items.Count < size)
        {
            var act = acts[--at];
            if ((device is null || act.Change.Id == device) && Sees(caller, registry, act.Change))
            {
                items.Add(new RegistryChangeAnswer(ApiTime.FromNanos(act.AtNanos), act.By, act.From, act.Note, act.Change));
            }
        }

        return Results.Ok(new Page<RegistryChangeAnswer>(items, at > 0 ? at.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, [Description("csv or geojson; csv when absent.")] string? format, CityRegistry registry)
    {
        if (format is not (null or "csv" or "geojson"))
        {
            var check = new ParameterCheck();
            check.Reject("format", format, "csv or geojson");
            return check.Problem!;
        }

        var caller = new CallerZones(registry.Zones, context.User);
        var devices = Enumerable.Range(0, registry.DeviceCount).Select(registry.Device).Where(device => caller.Sees(device.Zone))
            .OrderBy(device => device.Id, StringComparer.Ordinal);
        context.Response.ContentType = format == "geojson" ? "application/geo+json" : "text/csv; charset=utf-8; header=present";
        await context.Response.WriteAsync(
            format == "geojson" ? RegistryGeoJson.Write(devices, registry) : RegistryCsv.Write(devices, registry), context.RequestAborted);
        return Results.Empty;
    }
}
