namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>What a rule set did that another did not, rule by rule.</summary>
/// <param name="Before">Occurrences under the other set, and now.</param>
/// <param name="Gone">Occurrences of the other set that nothing of the same rule and source touches now.</param>
/// <param name="New">The other way round.</param>
public sealed record RehearsalDifference(
    string Rule, int Before, int Now, double BeforeSeconds, double NowSeconds, int Gone, int New, IReadOnlyList<Occurrence> GoneExamples,
    IReadOnlyList<Occurrence> NewExamples)
{
    private const int Examples = 5;

    /// <summary>The rules that differ.</summary>
    public static IReadOnlyList<RehearsalDifference> Between(IReadOnlyList<Occurrence> before, IReadOnlyList<Occurrence> now, long toNanos)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        var differences = new List<RehearsalDifference>();
        foreach (var rule in before.Concat(now).Select(o => o.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (old, mine) = (before.Where(o => o.Rule == rule).ToList(), now.Where(o => o.Rule == rule).ToList());
            var (gone, fresh) = (Without(old, mine, toNanos), Without(mine, old, toNanos));
            var (oldSeconds, seconds) = (Seconds(old, toNanos), Seconds(mine, toNanos));
            if (gone.Count + fresh.Count > 0 || old.Count != mine.Count || Math.Abs(oldSeconds - seconds) > 1e-6)
            {
                differences.Add(new RehearsalDifference(
                    rule, old.Count, mine.Count, oldSeconds, seconds, gone.Count, fresh.Count, [.. gone.Take(Examples)], [.. fresh.Take(Examples)]));
            }
        }

        return differences;
    }

    private static List<Occurrence> Without(List<Occurrence> these, List<Occurrence> those, long toNanos)
    {
        var bySource = those.ToLookup(o => o.Source, StringComparer.Ordinal);
        return [.. these.Where(o => !bySource[o.Source].Any(other =>
            other.FromNanos <= (o.ToNanos ?? toNanos) && (other.ToNanos ?? toNanos) >= o.FromNanos))];
    }

    private static double Seconds(List<Occurrence> these, long toNanos) => these.Sum(o => ((o.ToNanos ?? toNanos) - o.FromNanos) / 1e9);
}
