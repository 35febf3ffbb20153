using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>The data check of one device since it was first heard; counts are messages.</summary>
/// <param name="Reason">Why the health is what it is.</param>
/// <param name="Suspicions">Everything that speaks against its values now: frozen, skewed, flat, jumping, out-of-range, drifting.</param>
/// <param name="Faults">Every fault of values and of delivery that holds now: frozen, loss, outage, …</param>
/// <param name="LagSeconds">Arrival less event time of the newest message.</param>
/// <param name="IntervalSource"><c>declared</c> of the device, <c>learned</c> from what it sends, or its <c>kind</c>'s.</param>
/// <param name="Expected">By that interval since the first message.</param>
/// <param name="Rejects">Messages put aside, by reason.</param>
/// <param name="LastReject">Why its last message was put aside; null when none was.</param>
/// <param name="Jumps">Messages in which a metric changed faster than its kind says that it can.</param>
/// <param name="TimeAssumed">Messages without a time of their own: that of their arrival stands in.</param>
/// <param name="NewestTimeAssumed">Whether the newest message is one of them.</param>
/// <param name="Ratios">Null where nothing was heard yet.</param>
/// <param name="Strip">Expected against received by minute; null where history can not be read now.</param>
/// <param name="RejectSamples">At most five of its messages that were put aside, newest first, long ones cut.</param>
/// <param name="LastWeek">Its metrics over the last hour beside the same hour of last week; null where <paramref name="Strip"/> is.</param>
internal sealed record QualityAnswer(
    string Device,
    string Health,
    string Reason,
    IReadOnlyList<string> Suspicions,
    IReadOnlyList<string> Faults,
    DateTimeOffset? HealthSince,
    DateTimeOffset? FirstHeard,
    DateTimeOffset? LastHeard,
    DateTimeOffset? NewestEvent,
    double LagSeconds,
    double ExpectedIntervalSeconds,
    string IntervalSource,
    long Received,
    long Expected,
    long Accepted,
    long Duplicates,
    long Late,
    long Rejected,
    IReadOnlyDictionary<string, int> Rejects,
    string? LastReject,
    long Lost,
    long Retained,
    long Jumps,
    long TimeAssumed,
    bool NewestTimeAssumed,
    bool Frozen,
    bool Skewed,
    QualityRatios Ratios,
    QualityStrip? Strip,
    IReadOnlyList<QuarantineAnswer> RejectSamples,
    IReadOnlyList<MetricWeek>? LastWeek)
{
    public static QualityAnswer Of(string device, DeviceInterval interval, DeviceQuality quality, QualityStrip? strip, IReadOnlyList<QuarantineAnswer> samples,
        IReadOnlyList<MetricWeek>? lastWeek)
    {
        var counts = quality.Counts;
        return new QualityAnswer(
            device,
            WireNames.Of(quality.Health),
            quality.Reason,
            Words(quality.Suspicion),
            quality.Faults,
            ApiTime.FromNanosOrNever(quality.HealthSinceNanos),
            ApiTime.FromNanosOrNever(quality.FirstHeardNanos),
            ApiTime.FromNanosOrNever(quality.LastHeardNanos),
            ApiTime.FromNanosOrNever(quality.NewestEventNanos),
            quality.LagNanos / 1e9,
            interval.Nanos / 1e9,
            KebabCase.Of(interval.Source),
            counts.Received,
            counts.Expected,
            counts.Accepted,
            counts.Duplicates,
            counts.Late,
            counts.Rejected,
            quality.Rejects.Select((count, reason) => (count, reason)).Where(r => r.count > 0)
                .ToDictionary(r => KebabCase.Of((QuarantineReason)r.reason), r => r.count),
            quality.LastReject is { } reason ? KebabCase.Of(reason) : null,
            counts.Lost,
            counts.Retained,
            quality.Jumps,
            counts.TimeAssumed,
            quality.LastTimeAssumed,
            (quality.Suspicion & Suspicion.Frozen) != 0,
            (quality.Suspicion & Suspicion.Skewed) != 0,
            QualityRatios.Of(counts),
            strip,
            samples,
            lastWeek);
    }

    internal static IReadOnlyList<string> Words(Suspicion suspicion) =>
        [.. Enum.GetValues<Suspicion>().Where(one => one != Suspicion.None && (suspicion & one) != 0).Select(one => KebabCase.Of(one))];
}
