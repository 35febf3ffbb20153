namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A statistic of a metric over a window that slides with the device's readings. A late reading within it counts when it comes.</summary>
/// <param name="MinCoverage">Share of the readings that the kind's interval promises, 0 to 1, below which nothing is known.</param>
public sealed record WindowCondition(string Metric, WindowStatistic Statistic, TimeSpan Over, Limit Limit, double MinCoverage) : AlertCondition;
