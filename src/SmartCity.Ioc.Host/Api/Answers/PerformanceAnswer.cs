using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Alerts.Performance;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>The load of each operator's area, in the figures of EEMUA 191 and ISA-18.2.</summary>
internal sealed record PerformanceAnswer(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<AreaPerformance> Areas);

/// <param name="Area">Id of the zone that is one operator's.</param>
internal sealed record AreaPerformance(string Area, PeriodPerformance Total, IReadOnlyList<PeriodPerformance> Shifts)
{
    public static AreaPerformance Of(AreaFigures area) =>
        new(area.Area, PeriodPerformance.Of(area.Total), [.. area.Shifts.Select(PeriodPerformance.Of)]);
}

/// <param name="Ledger">Each alert that was raised, by where it went then.</param>
/// <param name="Announced">What drew the operator's attention: a new line, or one that came back.</param>
/// <param name="PeakTenMinutes">The most within any ten minutes.</param>
/// <param name="ShareInFlood">Part of the time, 0 to 1.</param>
/// <param name="Stale">Listed at the end for more than 24 hours.</param>
/// <param name="Mix">By priority, 0 to 1, with what EEMUA 191 holds for sound.</param>
internal sealed record PeriodPerformance(
    DateTimeOffset From, DateTimeOffset To, RaisedLedger Ledger, int Announced, double PerHour, int PeakTenMinutes, double ShareInFlood,
    int Floods, int Stale, IReadOnlyList<ChatteringSource> Chattering, IReadOnlyList<RuleShare> TopRules, PriorityMix Mix,
    PriorityMix MixTarget)
{
    private static readonly PriorityMix Target = new(0.05, 0.15, 0.80);

    public static PeriodPerformance Of(LoadFigures figures) => new(
        ApiTime.FromNanos(figures.FromNanos), ApiTime.FromNanos(figures.ToNanos), RaisedLedger.Of(figures.Ledger), figures.Announced,
        Math.Round(figures.PerHour, 3), figures.PeakTenMinutes, Math.Round(figures.ShareInFlood, 4), figures.Floods, figures.Stale,
        figures.Chattering, figures.TopRules, figures.Mix, Target);
}

/// <summary><c>raised = shown + grouped + shelved + suppressed</c>.</summary>
internal sealed record RaisedLedger(int Raised, int Shown, int Grouped, int Shelved, int Suppressed)
{
    public static RaisedLedger Of(LoadLedger ledger) => new(ledger.Raised, ledger.Shown, ledger.Grouped, ledger.Shelved, ledger.Suppressed);
}
