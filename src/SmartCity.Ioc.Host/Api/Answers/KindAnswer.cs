using System.Text.Json.Serialization;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

internal sealed record KindAnswer(
    string Id, LocalizedText Name, string Domain, double ExpectedIntervalSeconds, double OfflineAfterSeconds, IReadOnlyList<MetricAnswer> Metrics);

/// <param name="Source">Of an index: after what it is worked out, and since when that is in effect.</param>
internal sealed record MetricAnswer(
    string Id, LocalizedText Name, string Unit, double? Min, double? Max, int Decimals,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MetricSource? Source);
