using SmartCity.Ioc.Alerts.Incidents;

namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>
/// How much one operator's area had to bear in a stretch of time, in the figures of EEMUA 191 and ISA-18.2: about one alert in ten minutes is
/// what an operator can manage, more than ten in ten minutes is a flood.
/// </summary>
/// <param name="Ledger">Every alert that was raised, by where it went at that moment: raised = shown + grouped + shelved + suppressed.</param>
/// <param name="Announced">What drew the operator's attention: shown when raised, or come back after it had cleared.</param>
/// <param name="PerHour">Of what was announced.</param>
/// <param name="PeakTenMinutes">The most that were announced within any ten minutes.</param>
/// <param name="ShareInFlood">Part of the time, 0 to 1, from the tenth alert in ten minutes until fewer than five are left.</param>
/// <param name="Stale">Listed at the end, and raised more than 24 hours before.</param>
/// <param name="Chattering">What came and went so often that it was damped, the most often damped first.</param>
/// <param name="TopRules">The ten rules that announced the most.</param>
/// <param name="Mix">Of what was announced, by severity, against 5 / 15 / 80 percent.</param>
public sealed record LoadFigures(
    long FromNanos,
    long ToNanos,
    LoadLedger Ledger,
    int Announced,
    double PerHour,
    int PeakTenMinutes,
    double ShareInFlood,
    int Floods,
    int Stale,
    IReadOnlyList<ChatteringSource> Chattering,
    IReadOnlyList<RuleShare> TopRules,
    PriorityMix Mix);

/// <param name="Source">Device, or zone.</param>
/// <param name="Sort"><c>chattering</c> or <c>fleeting</c>.</param>
public sealed record ChatteringSource(string Rule, string Source, string Sort, int Times);

/// <param name="Share">Of all that was announced, 0 to 1.</param>
public sealed record RuleShare(string Rule, int Announced, double Share);

/// <summary>Shares of what was announced, 0 to 1; EEMUA 191 holds 0.05, 0.15 and 0.80 for sound.</summary>
/// <param name="High">Critical.</param>
/// <param name="Medium">Major.</param>
/// <param name="Low">Minor and info.</param>
public sealed record PriorityMix(double High, double Medium, double Low);
