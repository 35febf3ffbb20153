using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>What becomes of an alert that another one upstream explains.</summary>
public enum TopologyEffect : byte
{
    /// <summary>It is put away until its cause is gone: ISA-18.2's suppression by design. Never a critical one.</summary>
    Suppress,

    /// <summary>It stands, in one incident with its cause.</summary>
    Group,
}

/// <summary>One way in which devices depend on each other: power, network, a river.</summary>
/// <param name="Causes">Ids of the rules whose alert at the upper device explains those below.</param>
/// <param name="Symptoms">Ids of the rules whose alerts at a device below follow from it.</param>
/// <param name="Within">How much earlier than the cause a symptom may have been measured; for <see cref="TopologyEffect.Group"/> also how
/// much later.</param>
/// <param name="Settle">How long after the end of the cause what is below may take to come back.</param>
public sealed record TopologyRelation(
    string Id,
    LocalizedText Name,
    TopologyEffect Effect,
    IReadOnlyList<string> Causes,
    IReadOnlyList<string> Symptoms,
    TimeSpan Within,
    TimeSpan Settle,
    IReadOnlyList<TopologyLink> Links);

/// <param name="Device">Id of the upper device.</param>
/// <param name="Feeds">Ids of the devices directly below it.</param>
public sealed record TopologyLink(string Device, IReadOnlyList<string> Feeds);
