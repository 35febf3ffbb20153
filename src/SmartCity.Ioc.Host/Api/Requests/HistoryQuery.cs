using System.ComponentModel;

namespace SmartCity.Ioc.Host.Api.Requests;

internal sealed record HistoryQuery(
    [property: Description("Of a zone: the kind whose metric is meant. Not needed where one kind alone has the metric, or with metric=KIND.METRIC.")] string? Kind,
    string? Metric,
    [property: Description("RFC 3339 with an offset, or milliseconds since 1970; one hour before 'to' when absent.")] string? From,
    [property: Description("Exclusive; the city's clock when absent.")] string? To,
    [property: Description("Length of the windows: a stored one (10s, 1m, 15m, 1h, 1d) or a multiple of one, also weeks (1w) and months (1mo); readings when absent.")]
    string? Window,
    [property: Description("Some of count, sum, mean, min, max, first, last, stddev, p50, p95, p99, coverage: one as 'value', several by name; all when absent.")]
    string[]? Stat,
    [property: Description("IANA name; days, weeks and months begin at its midnight. The city's when absent.")] string? TimeZone,
    [property: Description("json or csv; what Accept says when absent.")] string? Format,
    [property: Description("The nextCursor of the page before.")] string? Cursor,
    [property: Description("Most points of a page: 1000 when absent, at most 10000; CSV has all unless limited.")] string? Limit);
