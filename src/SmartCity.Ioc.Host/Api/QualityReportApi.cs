using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The data check of a month by owner, from the hours of history: what an office is shown of its own devices.</summary>
internal static class QualityReportApi
{
    private const long HourNanos = 3_600_000_000_000;

    private static readonly string[] Ratios = ["quality_valid", "quality_complete", "quality_clean", "quality_live"];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/reports/quality", ReportAsync)
            .WithName("getQualityReport").WithTags("Quality").WithSummary("The month's data check of an owner's devices, worst first, as JSON or CSV.")
            .RequireAuthorization("view").Produces<QualityReportAnswer>().ProducesValidationProblem();

    private static async Task<IResult> ReportAsync(
        [Description("Like 2026-11, in the city's time zone; the month under way when absent.")] string? month,
        [Description("Only this owner's devices.")] string? owner, [Description("Zones, with all below them.")] string[]? zone, string[]? kind,
        [Description("json or csv; json when absent.")] string? format, CityRegistry registry, ITimeSeriesStore store, CityClock clock,
        ClaimsPrincipal user, CancellationToken cancellation)
    {
        var check = new ParameterCheck();
        var calendar = registry.City.Calendar.TimeZone;
        var today = TimeZoneInfo.ConvertTime(clock.Now, calendar).Date;
        var first = check.One<DateTime>("month", month, TryMonth, "a month like 2026-11") ?? today.AddDays(1 - today.Day);
        var zones = AlertFilter.Zones(check, registry, zone);
        var kinds = check.Many<int>("kind", kind, registry.TryFindKind, "the id of a kind");
        if (format is not (null or "json" or "csv"))
        {
            check.Reject("format", format, "json or csv");
        }

        if (check.Problem is { } problem)
        {
            return problem;
        }

        var (from, to) = (Start(first, calendar), Start(first.AddMonths(1), calendar));
        var caller = new CallerZones(registry.Zones, user);
        var lines = new List<QualityReportLine>();
        for (var index = 0; index < registry.DeviceCount; index++)
        {
            var device = registry.Device(index);
            if (caller.Sees(device.Zone) && (owner is null || device.Owner == owner) && (kinds is null || kinds.Contains(device.Kind))
                && (zones is null || zones.Exists(root => registry.Zones.IsWithin(device.Zone, root))))
            {
                lines.Add(await LineAsync(device, registry, store, ApiTime.ToNanos(from), ApiTime.ToNanos(to), cancellation));
            }
        }

        lines.Sort(static (a, b) => a.Worst != b.Worst ? a.Worst.CompareTo(b.Worst) : string.CompareOrdinal(a.Device, b.Device));
        return format == "csv"
            ? Results.Text(Csv(lines), "text/csv; charset=utf-8; header=present", Encoding.UTF8)
            : Results.Ok(new QualityReportAnswer(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), owner, from, to, lines));
    }

    private static async Task<QualityReportLine> LineAsync(
        Device device, CityRegistry registry, ITimeSeriesStore store, long fromNanos, long toNanos, CancellationToken cancellation)
    {
        var kind = registry.Kinds[device.Kind].Id;
        var means = new double?[Ratios.Length];
        var hours = 0;
        for (var i = 0; i < Ratios.Length; i++)
        {
            var (sum, count) = (0.0, 0);
            await foreach (var window in store.ReadWindowsAsync(
                AggregateScope.Device, device.Id, kind, Ratios[i], HourNanos, fromNanos, toNanos, cancellation))
            {
                (sum, count) = (sum + window.Mean, count + 1);
            }

            means[i] = count == 0 ? null : sum / count;
            hours = Math.Max(hours, count);
        }

        return new QualityReportLine(
            device.Id, registry.Zones[device.Zone].Id, kind, device.Name, device.Owner, hours, means[0], means[1], means[2], means[3]);
    }

    private static string Csv(List<QualityReportLine> lines)
    {
        var text = new StringBuilder("device,zone,kind,name_vi,owner,hours,valid,complete,clean,live\r\n");
        foreach (var line in lines)
        {
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Device},{line.Zone},{line.Kind},{Quote(line.Name.Vi)},{Quote(line.Owner ?? "")},{line.Hours},{line.Valid:0.####},{line.Complete:0.####},{line.Clean:0.####},{line.Live:0.####}\r\n"));
        }

        return text.ToString();
    }

    // Quoted where RFC 4180 wants it; what a spreadsheet would take for a formula is made text.
    private static string Quote(string text)
    {
        var safe = text.Length > 0 && "=+-@".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static DateTimeOffset Start(DateTime day, TimeZoneInfo zone) => new(day, zone.GetUtcOffset(day));

    private static bool TryMonth(string text, out DateTime first) =>
        DateTime.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first);
}
