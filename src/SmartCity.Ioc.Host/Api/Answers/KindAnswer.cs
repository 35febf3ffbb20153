using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

internal sealed record KindAnswer(
    string Id, LocalizedText Name, string Domain, double ExpectedIntervalSeconds, double OfflineAfterSeconds, IReadOnlyList<MetricAnswer> Metrics);

internal sealed record MetricAnswer(string Id, LocalizedText Name, string Unit, double? Min, double? Max, int Decimals);
