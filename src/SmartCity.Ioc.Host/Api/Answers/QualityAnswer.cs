using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>The data check of one device since it was first heard; counts are messages.</summary>
/// <param name="Reason">Why the health is what it is.</param>
/// <param name="LagSeconds">Arrival less event time of the newest message.</param>
/// <param name="Expected">By the kind's interval since the first message.</param>
/// <param name="LastReject">Why its last message was put aside; null when none was.</param>
/// <param name="Ratios">Null where nothing was heard yet.</param>
internal sealed record QualityAnswer(
    string Device,
    string Health,
    string Reason,
    DateTimeOffset? HealthSince,
    DateTimeOffset? FirstHeard,
    DateTimeOffset? LastHeard,
    DateTimeOffset? NewestEvent,
    double LagSeconds,
    double ExpectedIntervalSeconds,
    long Received,
    long Expected,
    long Accepted,
    long Duplicates,
    long Late,
    long Rejected,
    string? LastReject,
    long Lost,
    long Retained,
    bool Frozen,
    bool Skewed,
    QualityRatios Ratios)
{
    public static QualityAnswer Of(string device, TimeSpan expectedInterval, DeviceQuality quality) => new(
        device,
        WireNames.Of(quality.Health),
        quality.Reason,
        ApiTime.FromNanosOrNever(quality.HealthSinceNanos),
        ApiTime.FromNanosOrNever(quality.FirstHeardNanos),
        ApiTime.FromNanosOrNever(quality.LastHeardNanos),
        ApiTime.FromNanosOrNever(quality.NewestEventNanos),
        quality.LagNanos / 1e9,
        expectedInterval.TotalSeconds,
        quality.Received,
        quality.Expected,
        quality.Accepted,
        quality.Duplicates,
        quality.Late,
        quality.Rejected,
        quality.LastReject is { } reason ? KebabCase.Of(reason) : null,
        quality.Lost,
        quality.Retained,
        quality.IsFrozen,
        quality.IsSkewed,
        new QualityRatios(
            JsonNumbers.Finite(quality.Valid), JsonNumbers.Finite(quality.Complete), JsonNumbers.Finite(quality.Clean),
            JsonNumbers.Finite(quality.Live)));
}

/// <summary><em>Đúng, đủ, sạch, sống</em> of the national guidance, 0 to 1.</summary>
/// <param name="Valid">Đúng: messages that were not put aside, over all heard.</param>
/// <param name="Complete">Đủ: different messages over expected ones.</param>
/// <param name="Clean">Sạch: different messages that came while the device was above suspicion, over all readable ones.</param>
/// <param name="Live">Sống: share of the time in which it was neither stale nor offline.</param>
internal sealed record QualityRatios(double? Valid, double? Complete, double? Clean, double? Live);
