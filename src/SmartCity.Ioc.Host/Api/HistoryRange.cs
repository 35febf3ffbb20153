using System.Globalization;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Host.Api;

/// <summary>A history query, checked.</summary>
/// <param name="Window">Null for readings.</param>
internal sealed record HistoryRange(string Metric, TimeSpan? Window, string? Stat, long FromNanos, long ToNanos, int Limit)
{
    private const int MostPoints = 10_000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromHours(1);

    public static HistoryRange? Read(HistoryQuery query, PipelineOptions pipeline, CityClock clock, ParameterCheck check)
    {
        if (string.IsNullOrEmpty(query.Metric))
        {
            check.Add("metric", "metric is missing: the name of a metric must stand there.");
        }

        var lengths = pipeline.Windows.Concat(PipelineOptions.RollUps).Distinct().Order().ToList();
        var window = check.One(
            "window", query.Window,
            (string text, out TimeSpan value) => DurationText.TryParse(text, out value) && lengths.Contains(value),
            string.Join(", ", lengths.Select(Text)));
        if (query.Stat is { } stat && !WindowStatistics.Names.Contains(stat))
        {
            check.Reject("stat", stat, string.Join(", ", WindowStatistics.Names));
        }
        else if (query.Stat is not null && query.Window is null)
        {
            check.Add("stat", "stat needs a window: readings have no statistics.");
        }

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
        var limit = check.Limit(query.Limit, 1000, MostPoints);
        return check.Problem is null
            ? new HistoryRange(query.Metric!, window, query.Stat, cursor ?? ApiTime.ToNanos(from), ApiTime.ToNanos(to), limit)
            : null;
    }

    public static string Text(TimeSpan length) => length switch
    {
        { Ticks: var t } when t % TimeSpan.TicksPerDay == 0 => $"{length.Days}d",
        { Ticks: var t } when t % TimeSpan.TicksPerHour == 0 => $"{(int)length.TotalHours}h",
        { Ticks: var t } when t % TimeSpan.TicksPerMinute == 0 => $"{(int)length.TotalMinutes}m",
        _ => $"{length.TotalSeconds}s",
    };
}
