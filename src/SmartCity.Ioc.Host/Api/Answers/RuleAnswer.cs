using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

internal sealed record RuleAnswer(
    string Id,
    int Version,
    LocalizedText Title,
    LocalizedText Action,
    string Owner,
    string Rationale,
    string Severity,
    string Domain,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<string> Zones,
    IReadOnlyList<string> Devices,
    ConditionAnswer Condition);

/// <param name="Type"><c>threshold</c> or <c>offline</c>.</param>
/// <param name="Comparison"><c>at-or-above</c>, <c>above</c>, <c>at-or-below</c> or <c>below</c>.</param>
/// <param name="ForSeconds">How long it must hold before it raises.</param>
internal sealed record ConditionAnswer(
    string Type,
    string? Metric = null,
    string? Comparison = null,
    double? Threshold = null,
    double? Clear = null,
    double ForSeconds = 0,
    double? ClearForSeconds = null);
