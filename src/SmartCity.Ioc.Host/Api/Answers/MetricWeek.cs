namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="LastHour">Mean over the last hour; null where nothing was measured in it.</param>
/// <param name="WeekBefore">Mean over the same hour a week before, null likewise.</param>
internal sealed record MetricWeek(string Metric, string Unit, double? LastHour, double? WeekBefore);
