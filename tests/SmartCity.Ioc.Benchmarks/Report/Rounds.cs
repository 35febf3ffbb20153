using System.Globalization;

namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>Several reports of the same runs to one: each line is the median of its values, and its ratio the median of the ratios, each of which was
/// taken within one round. A machine that others use lies by its slowest minute; the median does not.</summary>
internal static class Rounds
{
    public static void Merge(IReadOnlyList<BenchReport> rounds, BenchReport into)
    {
        foreach (var line in rounds.SelectMany(round => round.Measurements).GroupBy(m => (m.Group, m.Name)))
        {
            Measurement[] sorted = [.. line.OrderBy(m => m.Value)];

            // Of an even number the upper one: its note is that of a round that was really run.
            var median = sorted[sorted.Length / 2];
            double[] ratios = [.. sorted.Select(m => m.Ratio).OfType<double>().Order()];
            into.Add(median with
            {
                Ratio = ratios.Length > 0 ? ratios[ratios.Length / 2] : null,
                Note = Join(median.Note, rounds.Count > 1 ? Range(sorted, rounds.Count) : null),
            });
        }

        foreach (var skipped in rounds.SelectMany(round => round.Skipped).GroupBy(s => (s.Name, s.IsFailure)))
        {
            var reason = skipped.First().Reason;
            if (skipped.Key.IsFailure)
            {
                into.Fail(skipped.Key.Name, rounds.Count == 1 ? reason : $"in {skipped.Count()} of {rounds.Count} rounds: {reason}");
            }
            else
            {
                into.Skip(skipped.Key.Name, reason);
            }
        }
    }

    private static string Range(Measurement[] sorted, int rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(sorted.Length == rounds ? "" : $"{sorted.Length} of ")}{rounds} rounds, {ReportTable.Number(sorted[0].Value)} to {ReportTable.Number(sorted[^1].Value)}");

    private static string? Join(string? note, string? range) => (note, range) switch
    {
        (null, _) => range,
        (_, null) => note,
        _ => $"{range}; {note}",
    };
}
