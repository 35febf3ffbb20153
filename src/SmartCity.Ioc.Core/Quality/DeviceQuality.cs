using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// The data check of one device since it was first heard, as <c>GET /api/v1/devices/{id}/quality</c> shows it. Counts are messages.
/// </summary>
/// <param name="Reason">Why the health is what it is.</param>
/// <param name="Suspicion">Everything that speaks against its values now.</param>
/// <param name="LagNanos">Arrival less event time of the newest message: network, buffering and a clock that is off.</param>
/// <param name="LastTimeAssumed">The newest message had no time of its own: its arrival stands in.</param>
/// <param name="Rejects">Messages put aside, by <see cref="QuarantineReason"/>; empty where there were none.</param>
/// <param name="Jumps">Messages in which a metric changed faster than it can.</param>
public sealed record DeviceQuality(
    DeviceHealth Health,
    string Reason,
    Suspicion Suspicion,
    long HealthSinceNanos,
    long FirstHeardNanos,
    long LastHeardNanos,
    long NewestEventNanos,
    long LagNanos,
    bool LastTimeAssumed,
    QuarantineReason? LastReject,
    IReadOnlyList<int> Rejects,
    long Jumps,
    QualityCounts Counts)
{
    /// <summary>Every fault that holds now, by its word (<see cref="FaultWords"/>).</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
