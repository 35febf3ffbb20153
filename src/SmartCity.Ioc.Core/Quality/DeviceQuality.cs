using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// The data check of one device since it was first heard, as <c>GET /api/v1/devices/{id}/quality</c> shows it. Counts are messages.
/// The four ratios are the national guidance's <em>đúng, đủ, sạch, sống</em>; <c>docs/data-quality.md</c> defines them. NaN where nothing
/// was heard yet.
/// </summary>
/// <param name="Expected">By the kind's interval from the first message to the clock.</param>
/// <param name="Lost">Missing in the device's sequence now.</param>
/// <param name="LagNanos">Arrival less event time of the newest message: network, buffering and a clock that is off.</param>
/// <param name="Reason">Why the health is what it is.</param>
/// <param name="Valid">Đúng: heard messages that were not put aside, over all heard.</param>
/// <param name="Complete">Đủ: different messages over expected ones, at most 1.</param>
/// <param name="Clean">Sạch: different messages that came while the device was above suspicion, over all readable ones.</param>
/// <param name="Live">Sống: share of the time in which it was neither stale nor offline.</param>
public sealed record DeviceQuality(
    DeviceHealth Health,
    string Reason,
    long HealthSinceNanos,
    long FirstHeardNanos,
    long LastHeardNanos,
    long NewestEventNanos,
    long LagNanos,
    long Received,
    long Expected,
    long Accepted,
    long Duplicates,
    long Late,
    long Rejected,
    QuarantineReason? LastReject,
    long Lost,
    long Retained,
    bool IsFrozen,
    bool IsSkewed,
    double Valid,
    double Complete,
    double Clean,
    double Live);
