using System.Security.Claims;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

internal static class DevicesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", ListDevices)
            .WithName("listDevices").WithTags("Devices").WithSummary("The registry with each device's latest state, by id.")
            .RequireAuthorization("view").Produces<Page<DeviceAnswer>>().ProducesValidationProblem();
        api.MapGet("/devices/{id}", GetDevice)
            .WithName("getDevice").WithTags("Devices").RequireAuthorization("view")
            .Produces<DeviceAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>A device by its id, if the caller may see it.</summary>
    public static bool TryFind(CityRegistry registry, ClaimsPrincipal user, string id, out Device device)
    {
        device = registry.TryFindDevice(id, out var index) ? registry.Device(index) : null!;
        return device is not null && new CallerZones(registry.Zones, user).Sees(device.Zone);
    }

    private static IResult ListDevices(
        [AsParameters] DeviceQuery query, CityRegistry registry, LiveTable table, QualityView quality, DeviceSearch search,
        ClaimsPrincipal user)
    {
        var check = new ParameterCheck();
        var zones = check.Many(
            "zone", query.Zone,
            (string id, out int zone) => (zone = registry.Zones.TryGet(id, out var found) ? found.Index : -1) >= 0, "the id of a zone");
        var kinds = check.Many<int>("kind", query.Kind, registry.TryFindKind, "the id of a kind");
        var healths = check.Many<string>("health", query.Health, IsHealth, string.Join(", ", WireNames.Healths));
        var limit = check.Limit(query.Limit);
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var caller = new CallerZones(registry.Zones, user);
        var words = TextFolding.Fold(query.Q ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sorted = search.Sorted;
        var items = new List<DeviceAnswer>();
        var state = new DeviceState();
        for (var i = query.Cursor is null ? 0 : DeviceSearch.After(sorted, query.Cursor); i < sorted.Count; i++)
        {
            var (device, folded) = sorted[i];
            if (!caller.Sees(device.Zone)
                || (zones is not null && !zones.Exists(zone => registry.Zones.IsWithin(device.Zone, zone)))
                || (kinds is not null && !kinds.Contains(device.Kind))
                || !Array.TrueForAll(words, word => folded.Contains(word, StringComparison.Ordinal)))
            {
                continue;
            }

            var answer = Answer(registry, table, quality, device, state);
            if (healths is not null && !healths.Contains(answer.Health))
            {
                continue;
            }

            if (items.Count == limit)
            {
                return Results.Ok(new Page<DeviceAnswer>(items, items[^1].Id));
            }

            items.Add(answer);
        }

        return Results.Ok(new Page<DeviceAnswer>(items, null));
    }

    private static IResult GetDevice(string id, CityRegistry registry, LiveTable table, QualityView quality, ClaimsPrincipal user) =>
        TryFind(registry, user, id, out var device)
            ? Results.Ok(Answer(registry, table, quality, device, new DeviceState()))
            : ApiProblem.NotFound($"There is no device '{id}'.");

    private static DeviceAnswer Answer(CityRegistry registry, LiveTable table, QualityView quality, Device device, DeviceState state)
    {
        // A device that registered itself this moment is on the table with its first message.
        if (!table.TryRead(device.Index, state))
        {
            state = new DeviceState();
        }

        var values = new Dictionary<string, double>();
        foreach (ref readonly var slot in state.Values)
        {
            values[registry.MetricName(slot.Metric)] = slot.Value;
        }

        var interval = registry.IntervalOf(device.Index);
        return new DeviceAnswer(
            device.Id,
            registry.Zones[device.Zone].Id,
            registry.Kinds[device.Kind].Id,
            device.Name,
            state.Location ?? device.Location,
            device.Owner,
            device.Declared,
            WireNames.Of(state.Health),
            state.ReceivedAtNanos == 0 ? null : ApiTime.FromNanos(state.MeasuredAtNanos),
            ApiTime.FromNanosOrNever(state.ReceivedAtNanos),
            quality.Of(device.Index).LastTimeAssumed,
            interval.Nanos / 1e9,
            KebabCase.Of(interval.Source),
            values,
            state.Attributes.ToDictionary(a => a.Key, a => a.Value),
            [.. state.Events.Select(json => JsonElement.Parse(json))]);
    }

    private static bool IsHealth(string text, out string health)
    {
        health = text;
        return WireNames.Healths.Contains(text);
    }
}
