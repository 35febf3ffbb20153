using System.ComponentModel;

namespace SmartCity.Ioc.Host.Api.Requests;

internal sealed record HistoryQuery(
    [property: Description("The kind whose metric is meant; needed for a zone.")] string? Kind,
    string? Metric,
    [property: Description("RFC 3339 with an offset, or milliseconds since 1970; one hour before 'to' when absent.")] string? From,
    [property: Description("Exclusive; the city's clock when absent.")] string? To,
    [property: Description("Length of the windows (10s, 1m, 15m, 1h, 1d); readings when absent.")] string? Window,
    [property: Description("One of count, sum, mean, min, max, first, last, stddev, p50, p95, p99, coverage, as 'value'; all when absent.")]
    string? Stat,
    string? Cursor,
    string? Limit);
