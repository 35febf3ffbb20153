using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>A history query, checked.</summary>
/// <param name="Window">Null for readings.</param>
/// <param name="Statistics">Null for all.</param>
/// <param name="CursorNanos">Where the page before ended.</param>
/// <param name="Limit">Null for all, in CSV.</param>
internal sealed record HistoryQuestion(
    string Metric, WindowLength? Window, TimeZoneInfo Zone, IReadOnlyList<string>? Statistics, long FromNanos, long ToNanos, long? CursorNanos,
    bool IsCsv, int? Limit)
{
    private const int MostPoints = 10_000;
    private const int MostRows = 1_000_000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromHours(1);

    public long StartNanos => CursorNanos ?? FromNanos;

    public static HistoryQuestion? Read(
        HistoryQuery query, AggregateScope scope, HistoryReader history, CityClock clock, string? accept, ParameterCheck check)
    {
        if (string.IsNullOrEmpty(query.Metric))
        {
            check.Add("metric", "metric is missing: the name of a metric must stand there.");
        }

        var zone = ReadZone(query.TimeZone, history, check);
        var window = ReadWindow(query, scope, history, zone, check);
        var statistics = ReadStatistics(query, scope, history, zone, window, check);
        var to = check.Time("to", query.To) ?? clock.Now;
        var from = check.Time("from", query.From) ?? to - DefaultSpan;
        if (from >= to)
        {
            check.Add("from", "from is not before to.");
        }

        var cursor = check.One(
            "cursor", query.Cursor,
            (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value),
            "the nextCursor of the page before");
        var isCsv = check.One<bool>("format", query.Format, TryFormat, "json or csv") ?? AcceptsCsv(accept);
        int? limit = check.Limit(query.Limit, 1000, MostPoints);
        limit = isCsv && string.IsNullOrEmpty(query.Limit) ? null : limit;
        var (fromNanos, toNanos) = (ApiTime.ToNanos(from), ApiTime.ToNanos(to));
        var rows = window is { } length ? HistoryReader.Estimate(length, cursor ?? fromNanos, toNanos) : 0;
        if (limit is null && rows > MostRows)
        {
            check.Add("window", string.Create(CultureInfo.InvariantCulture, $"window is '{window}': {rows} windows lie between from and to, and one answer has at most {MostRows}. Ask for longer windows, a shorter span, or with a limit."));
        }

        return check.Problem is null
            ? new HistoryQuestion(query.Metric!, window, zone, statistics, fromNanos, toNanos, cursor, isCsv, limit)
            : null;
    }

    private static WindowLength? ReadWindow(HistoryQuery query, AggregateScope scope, HistoryReader history, TimeZoneInfo zone, ParameterCheck check) =>
        check.One<WindowLength>(
            "window", query.Window,
            (string text, out WindowLength value) => WindowLength.TryParse(text, out value) && history.CanAnswer(scope, value, zone),
            $"a multiple of a stored length ({Lengths(history, scope)}), weeks like 1w or months like 1mo");

    private static List<string>? ReadStatistics(
        HistoryQuery query, AggregateScope scope, HistoryReader history, TimeZoneInfo zone, WindowLength? window, ParameterCheck check)
    {
        var names = check.Many(
            "stat", query.Stat, (string text, [MaybeNullWhen(false)] out string name) => WindowStatistics.Names.Contains(name = text), string.Join(", ", WindowStatistics.Names));
        if (names is not null && query.Window is null)
        {
            check.Add("stat", "stat needs a window: readings have no statistics.");
        }
        else if (names?.Find(WindowStatistics.IsPercentile) is { } percentile && window is { } length && !history.IsStored(scope, length, zone))
        {
            check.Add("stat", $"stat is '{percentile}': percentiles of shorter windows can not be put together; windows of {Lengths(history, scope)} have their own{(length.FollowsZone ? ", days those of the city's time zone" : "")}.");
        }

        return names;
    }

    private static string Lengths(HistoryReader history, AggregateScope scope) => string.Join(", ", history.StoredLengths(scope));

    private static TimeZoneInfo ReadZone(string? text, HistoryReader history, ParameterCheck check)
    {
        if (string.IsNullOrEmpty(text))
        {
            return history.CityZone;
        }

        // Zones are files: what climbs out of their folder names none.
        if (!text.Contains("..", StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        check.Reject("timeZone", text, "an IANA name like Asia/Ho_Chi_Minh");
        return history.CityZone;
    }

    private static bool TryFormat(string text, out bool isCsv)
    {
        isCsv = text == "csv";
        return isCsv || text == "json";
    }

    private static bool AcceptsCsv(string? accept) =>
        accept?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) == true
        && !accept.Contains("json", StringComparison.OrdinalIgnoreCase);
}
