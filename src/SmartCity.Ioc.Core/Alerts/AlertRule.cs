using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts;

/// <summary>A rule of the city: when to raise, when to clear, what to tell the operator.</summary>
/// <param name="Kinds">Indexes of the kinds it watches.</param>
/// <param name="Zones">Indexes of the zones it watches, with all below them; empty for the whole city.</param>
/// <param name="Devices">Ids of the only devices it watches; empty for all.</param>
public sealed record AlertRule(
    string Id,
    int Version,
    LocalizedText Title,
    LocalizedText Action,
    string Owner,
    string Rationale,
    Severity Severity,
    Domain Domain,
    IReadOnlyList<int> Kinds,
    IReadOnlyList<int> Zones,
    IReadOnlyList<string> Devices,
    AlertCondition Condition);
