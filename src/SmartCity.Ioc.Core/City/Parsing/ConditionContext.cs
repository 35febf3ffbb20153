using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>What a rule's conditions may refer to.</summary>
/// <param name="Kinds">The kinds that the rule watches; each must declare the metrics.</param>
internal sealed record ConditionContext(IReadOnlyList<DeviceKind> Kinds, Known<WatchList> WatchLists, HolidayCalendar Calendar);
