using System.Security.Claims;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Reads the filters that lists of alerts and bulk acts share.</summary>
internal static class AlertFilter
{
    private static readonly string States = string.Join(", ", WireNames.States.Append("open"));

    /// <summary>The query without its page; what is wrong goes to <paramref name="check"/>.</summary>
    public static AlertQuery Read(
        ParameterCheck check, CityRegistry registry, ClaimsPrincipal user, string[]? state, string[]? severity, string[]? zone, string? rule,
        string? incident, string? from, string? to)
    {
        var states = check.Many<string>("state", state, IsState, States);
        var severities = check.Many<Severity>("severity", severity, WireNames.TryParse, string.Join(", ", WireNames.Severities));
        var zones = Zones(check, registry, zone);
        var (raisedFrom, raisedTo) = (check.Time("from", from), check.Time("to", to));
        return new AlertQuery(
            states is null ? null : [.. states.SelectMany(StatesOf).Distinct()],
            severities,
            new CallerZones(registry.Zones, user).Narrow(zones),
            rule,
            raisedFrom is { } f ? ApiTime.ToNanos(f) : null,
            raisedTo is { } t ? ApiTime.ToNanos(t) : null,
            Incident: incident);
    }

    public static List<int>? Zones(ParameterCheck check, CityRegistry registry, string[]? zone) => check.Many(
        "zone", zone,
        (string id, out int index) => (index = registry.Zones.TryGet(id, out var found) ? found.Index : -1) >= 0, "the id of a zone");

    public static AlertState[] OpenStates { get; } = [.. Enum.GetValues<AlertState>().Where(state => state != AlertState.Closed)];

    private static bool IsState(string text, out string state)
    {
        state = text;
        return text == "open" || WireNames.TryParse(text, out AlertState _);
    }

    private static AlertState[] StatesOf(string text) => WireNames.TryParse(text, out AlertState state) ? [state] : OpenStates;
}
