using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The data check of devices and of zones.</summary>
internal static class QualityApi
{
    private const int MostMinutes = 24 * 60;
    private const int MostWorst = 1000;

    // A device may spread its metrics over several messages; that many are asked for how often it spoke.
    private const int MetricsAsked = 3;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{id}/quality", OfDevice)
            .WithName("getDeviceQuality").WithTags("Quality").WithSummary("The data check of a device: expected, received, lost, suspect.")
            .RequireAuthorization("view").Produces<QualityAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/zones/{id}/quality", OfZone)
            .WithName("getZoneQuality").WithTags("Quality").WithSummary("The data check of all devices of a zone, and the worst of them.")
            .RequireAuthorization("view").Produces<ZoneQualityAnswer>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> OfDevice(
        string id, [Description("How many minutes the strip goes back, 0 to 1440.")] string? minutes, CityRegistry registry, QualityView quality, LiveTable table, ITimeSeriesStore store,
        TimeSeriesWriterStatus history, PipelineOptions pipeline, DeviceCheckDetails details, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (!DevicesApi.TryFind(registry, user, id, out var device))
        {
            return ApiProblem.NotFound($"There is no device '{id}'.");
        }

        var check = new ParameterCheck();
        var span = Number(check, "minutes", minutes, MostMinutes) ?? MostMinutes;
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var of = quality.Of(device.Index);
        QualityStrip? strip = null;
        IReadOnlyList<MetricWeek>? lastWeek = null;
        IReadOnlyList<QuarantineAnswer> samples = span > 0 && of.Counts.Rejected > 0 ? await details.SamplesAsync(id, cancellation) : [];
        if (span > 0 && of.FirstHeardNanos != 0)
        {
            try
            {
                strip = await StripAsync(device, of.FirstHeardNanos, span, registry, quality, table, store, history, pipeline, cancellation);
                lastWeek = await details.LastWeekAsync(device, registry.Kinds[device.Kind], quality.ClockNanos, cancellation);
            }
            catch (StoreUnavailableException)
            {
                // Everything else is known without the store.
            }
        }

        return Results.Ok(QualityAnswer.Of(id, registry.IntervalOf(device.Index), of, strip, samples, lastWeek));
    }

    private static async Task<QualityStrip> StripAsync(
        Device device, long firstHeardNanos, int minutes, CityRegistry registry, QualityView quality, LiveTable table, ITimeSeriesStore store,
        TimeSeriesWriterStatus history, PipelineOptions pipeline, CancellationToken cancellation)
    {
        var kind = registry.Kinds[device.Kind];
        var length = Nanos(pipeline.Windows[^1]);
        var step = Math.Max(length, Nanos(TimeSpan.FromMinutes(1)));
        var closed = quality.ClockNanos - Nanos(pipeline.AllowedLateness) - Nanos(history.Lag);
        var steps = (int)Math.Max(1, Nanos(TimeSpan.FromMinutes(minutes)) / step);
        var from = ((quality.ClockNanos / step) - steps + 1) * step;
        var received = new long[steps];
        var state = new DeviceState();
        var metrics = table.TryRead(device.Index, state) && state.Values.Length > 0
            ? state.Values.ToArray().Select(slot => registry.MetricName(slot.Metric))
            : kind.Metrics.Select(metric => metric.Id);
        foreach (var metric in metrics.Take(MetricsAsked))
        {
            var counts = new long[steps];
            await foreach (var window in store.ReadWindowsAsync(
                AggregateScope.Device, device.Id, kind.Id, metric, length, from, from + (steps * step), cancellation))
            {
                counts[(window.StartNanos - from) / step] += window.Count;
            }

            for (var i = 0; i < steps; i++)
            {
                received[i] = Math.Max(received[i], counts[i]);
            }
        }

        return new QualityStrip(
            ApiTime.FromNanos(from), step / 1e9, (double)step / registry.IntervalOf(device.Index).Nanos,
            [.. received.Select((count, i) => IsKnown(i, count) ? count : (long?)null)]);

        // What a late reading or a back-fill brought is known wherever it stands.
        bool IsKnown(int i, long count)
        {
            var start = from + (i * step);
            return count > 0 || (start + step <= closed && start + step > firstHeardNanos);
        }
    }

    private static IResult OfZone(
        string id, string? kind, [Description("How many of the worst devices to name, 0 to 1000; 20 when absent.")] string? worst,
        [Description("Only devices of this owner, among the worst.")] string? owner, CityRegistry registry, QualityView quality, ClaimsPrincipal user)
    {
        if (!registry.Zones.TryGet(id, out var zone) || !new CallerZones(registry.Zones, user).Sees(zone.Index))
        {
            return ApiProblem.NotFound($"There is no zone '{id}'.");
        }

        var check = new ParameterCheck();
        var only = check.One<int>("kind", kind, registry.TryFindKind, "the id of a kind") ?? -1;
        var most = Number(check, "worst", worst, MostWorst) ?? 20;
        if (check.Problem is { } problem)
        {
            return problem;
        }

        var of = quality.OfZone(zone.Index, only);
        return Results.Ok(new ZoneQualityAnswer(
            id,
            of.Devices,
            Enum.GetValues<DeviceHealth>().GroupBy(WireNames.Of).ToDictionary(g => g.Key, g => g.Sum(of.InHealth)),
            of.BySuspicion.ToDictionary(s => KebabCase.Of(s.Key), s => s.Value),
            of.ByFault,
            of.IsDark,
            Line(of.Counts),
            of.ByKind.ToDictionary(k => registry.Kinds[k.Key].Id, k => Line(k.Value)),
            most == 0 ? [] : [.. Worst(registry, quality, zone.Index, only, owner).Take(most)]));
    }

    private static IEnumerable<WorstDevice> Worst(CityRegistry registry, QualityView quality, int zone, int kind, string? owner)
    {
        var checks = new List<(double Score, Device Device, DeviceQuality Quality)>();
        for (var index = 0; index < registry.DeviceCount; index++)
        {
            var device = registry.Device(index);
            if ((kind < 0 || device.Kind == kind) && (owner is null || device.Owner == owner) && registry.Zones.IsWithin(device.Zone, zone))
            {
                var of = quality.Of(index);
                checks.Add((Score(of), device, of));
            }
        }

        return checks.OrderBy(c => c.Score).ThenBy(c => c.Device.Id, StringComparer.Ordinal).Select(c => new WorstDevice(
            c.Device.Id, registry.Zones[c.Device.Zone].Id, registry.Kinds[c.Device.Kind].Id, c.Device.Owner, WireNames.Of(c.Quality.Health),
            c.Quality.Reason, QualityAnswer.Words(c.Quality.Suspicion), c.Quality.Faults, QualityRatios.Of(c.Quality.Counts)));
    }

    // A device never heard is the worst there is.
    private static double Score(DeviceQuality quality)
    {
        var counts = quality.Counts;
        ReadOnlySpan<double> ratios = [counts.Valid, counts.Complete, counts.Clean, counts.Live];
        var score = quality.FirstHeardNanos == 0 ? 0.0 : 1.0;
        foreach (var ratio in ratios)
        {
            score = double.IsNaN(ratio) ? score : Math.Min(score, ratio);
        }

        return score;
    }

    private static ZoneQualityLine Line(QualityCounts counts) => new(
        counts.Received, counts.Expected, counts.Accepted, counts.Duplicates, counts.Late, counts.Rejected, counts.Lost, counts.TimeAssumed,
        QualityRatios.Of(counts));

    private static int? Number(ParameterCheck check, string name, string? text, int most) => check.One(
        name, text,
        (string given, out int value) => int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most,
        $"0 to {most}");

    private static long Nanos(TimeSpan span) => span.Ticks * 100;
}
