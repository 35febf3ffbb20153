using System.Globalization;

namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>The report for people.</summary>
internal static class ReportTable
{
    public static void Write(BenchReport report, TextWriter output)
    {
        var machine = report.Machine;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.StartedAt:yyyy-MM-dd HH:mm}Z  {machine.Cores} x {machine.Processor}, {machine.System}, {machine.Runtime}, load average before {machine.LoadAverage:0.0}"));
        var lines = report.Measurements;
        var name = Math.Max(4, lines.Select(m => m.Name.Length).DefaultIfEmpty().Max());
        var unit = Math.Max(4, lines.Select(m => m.Unit.Length).DefaultIfEmpty().Max());
        foreach (var group in lines.GroupBy(m => m.Group))
        {
            output.WriteLine();
            output.WriteLine($"{group.Key}");
            foreach (var line in group)
            {
                output.WriteLine($"  {line.Name.PadRight(name)}  {Number(line.Value),12} {line.Unit.PadRight(unit)}  {Remarks(line)}".TrimEnd());
            }
        }

        if (report.Skipped.Count > 0)
        {
            output.WriteLine();
        }

        foreach (var skipped in report.Skipped)
        {
            output.WriteLine($"{(skipped.IsFailure ? "FAILED" : "skipped")}: {skipped.Name}: {skipped.Reason}");
        }
    }

    /// <summary>Three digits that matter.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static string Remarks(Measurement line)
    {
        List<string> remarks = [];
        if (line.IsYardstick)
        {
            remarks.Add("yardstick");
        }

        if (line is { Ratio: { } ratio, Yardstick: { } yardstick })
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{Number(ratio)} x {yardstick}"));
        }

        if (line.Budget is { } budget)
        {
            remarks.Add($"{(line.IsOverBudget ? "OVER " : "")}budget {Number(budget)}");
        }

        if (line.Note is { } note)
        {
            remarks.Add(note);
        }

        return string.Join(", ", remarks);
    }
}
