namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>What a rule set would have done over a stretch of time.</summary>
/// <param name="Floods">Stretches with ten or more raised in ten minutes over all of the city (EEMUA 191).</param>
/// <param name="FloodShare">Part of the occurrences that fell into them.</param>
/// <param name="InputsFromNanos">From when on recorded inputs were used, which have more than readings; null where none were.</param>
public sealed record RehearsalReport(
    long FromNanos, long ToNanos, long? InputsFromNanos, long Messages, int Count, double PerHour, int Floods, double FloodShare, IReadOnlyList<RehearsalFigures> Rules)
{
    private const long Minute = 60_000_000_000;
    private const long FloodSpan = 10 * Minute;
    private const int FloodCount = 10;
    private const int Examples = 5;

    /// <param name="inputsFromNanos">From when on the rehearsal had recorded inputs; null for never.</param>
    public static RehearsalReport Of(RehearsalRun run, long fromNanos, long toNanos, long? inputsFromNanos)
    {
        ArgumentNullException.ThrowIfNull(run);
        var all = run.Occurrences.Where(o => o.ToNanos is null || o.ToNanos >= fromNanos).OrderBy(o => o.FromNanos).ToList();
        var (floods, inFlood) = FloodsOf(all);
        var bySource = all.ToLookup(o => o.Source, StringComparer.Ordinal);
        var byRule = all.ToLookup(o => o.Rule, StringComparer.Ordinal);
        var hours = Math.Max((toNanos - fromNanos) / (60.0 * Minute), 1e-9);
        return new RehearsalReport(
            fromNanos, toNanos, inputsFromNanos, run.Messages, all.Count, all.Count / hours, floods, all.Count == 0 ? 0 : (double)inFlood / all.Count,
            [.. run.Rules.Select(rule => Figures(rule, run.AlertsOf(rule.Id), [.. byRule[rule.Id]], bySource, fromNanos, toNanos, inputsFromNanos))]);
    }

    private static RehearsalFigures Figures(
        AlertRule rule, int alerts, List<Occurrence> mine, ILookup<string, Occurrence> bySource, long fromNanos, long toNanos,
        long? inputsFromNanos)
    {
        string[] unstored = [.. ConditionNeeds.Of(rule).Unstored];
        var countedFrom = unstored.Length == 0 ? fromNanos : inputsFromNanos;
        var days = Math.Max((toNanos - (countedFrom ?? fromNanos)) / (24 * 60.0 * Minute), 1e-9);
        var lengths = mine.Select(o => ((o.ToNanos ?? toNanos) - o.FromNanos) / 1e9).Order().ToList();
        var overlaps = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var other in mine.SelectMany(o => bySource[o.Source]
            .Where(other => other.Rule != rule.Id && other.FromNanos < (o.ToNanos ?? toNanos) && (other.ToNanos ?? toNanos) > o.FromNanos)
            .Select(other => other.Rule).Distinct(StringComparer.Ordinal)))
        {
            overlaps[other] = overlaps.GetValueOrDefault(other) + 1;
        }

        return new RehearsalFigures(
            rule.Id, rule.Version, mine.Count, alerts, mine.Count(o => o.ToNanos is null),
            lengths.Sum(), lengths.Count == 0 ? 0 : lengths[lengths.Count / 2], lengths.Count == 0 ? 0 : lengths[^1], mine.Count / days,
            mine.GroupBy(o => o.FromNanos / (60 * Minute)).Select(hour => hour.Count()).DefaultIfEmpty().Max(),
            Share(mine, Chattering(mine)), Share(mine, mine.Count(o => o.ToNanos is { } to && to - o.FromNanos < Minute)),
            new SortedDictionary<string, int>(
                mine.GroupBy(o => o.Worst).ToDictionary(o => RuleSets.RuleJson.Name(o.Key), o => o.Count()), StringComparer.Ordinal),
            overlaps, [.. mine.Take(Examples)], unstored, countedFrom);
    }

    private static int Chattering(List<Occurrence> mine)
    {
        var count = 0;
        foreach (var source in mine.GroupBy(o => o.Source, StringComparer.Ordinal))
        {
            var times = source.Select(o => o.FromNanos).Order().ToList();
            for (var i = 0; i < times.Count; i++)
            {
                // One of three within the span: as the first, the middle or the last of them.
                count += Within(times, i, i + 2) || Within(times, i - 1, i + 1) || Within(times, i - 2, i) ? 1 : 0;
            }
        }

        return count;
    }

    private static bool Within(List<long> times, int from, int to) => from >= 0 && to < times.Count && times[to] - times[from] <= FloodSpan;

    private static double Share(List<Occurrence> mine, int part) => mine.Count == 0 ? 0 : (double)part / mine.Count;

    private static (int Floods, int InFlood) FloodsOf(List<Occurrence> all)
    {
        var (floods, last) = (0, -1);
        var inFlood = 0;
        for (var (from, to) = (0, 0); to < all.Count; to++)
        {
            while (all[to].FromNanos - all[from].FromNanos > FloodSpan)
            {
                from++;
            }

            if (to - from + 1 >= FloodCount)
            {
                floods += from > last ? 1 : 0;
                inFlood += to - Math.Max(last, from - 1);
                last = to;
            }
        }

        return (floods, inFlood);
    }
}
