using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City.Incidents;
using SmartCity.Ioc.Simulators.Faults;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary>What happens in a scenario, as its <c>script.yaml</c> says.</summary>
/// <param name="Simulated">Patterns of the devices that the synthetic city plays.</param>
/// <param name="Messages">Word for word, in order of time.</param>
internal sealed record ScenarioScript(
    LocalizedText Name, CityModel City, DateTimeOffset Start, TimeSpan Length, ulong Seed, IReadOnlyList<string> Simulated,
    IReadOnlyList<ScriptedIncident> Incidents, IReadOnlyList<Signal> Signals, IReadOnlyList<TimedMessage> Messages, IReadOnlyList<FaultSpec> Faults);

/// <param name="Ramp">Null where the sort's own holds, like <paramref name="Metres"/>.</param>
internal sealed record ScriptedIncident(IncidentKind Kind, string Device, TimeSpan From, TimeSpan To, TimeSpan? Ramp, double? Metres);
