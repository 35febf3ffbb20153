using System.CommandLine;
using System.Globalization;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Rehearsal;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Simulators.Replay;
using SmartCity.Ioc.Storage.City;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Simulators.Rehearse;

/// <summary><c>sim rehearse RECORDING</c>: what a city's rules would have done, without a server.</summary>
internal sealed class RehearseCommand
{
    private const string Description = """
        Runs a city's rules over a recording on virtual time and says what they would have done. Chạy thử quy tắc trên dữ liệu đã ghi.
        With --compare also the difference to another rule set.
        """;

    private readonly Argument<string> _recording = new("recording")
    {
        Description = RecordingLoader.Forms,
    };

    private readonly Option<string> _city = new("--city")
    {
        Description = "the city's folder, or the name of one that ships",
        DefaultValueFactory = _ => "hue",
        HelpName = "DIR",
    };

    private readonly Option<FileInfo?> _rules = new("--rules") { Description = "a rule set instead of the city's own, YAML or JSON", HelpName = "FILE" };
    private readonly Option<FileInfo?> _compare = new("--compare") { Description = "a rule set to compare with", HelpName = "FILE" };
    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = "where the recording lies; without it where its mapping says", HelpName = "DIR" };
    private readonly Option<DateTimeOffset?> _from = Arguments.Time("--from", "the first event time");
    private readonly Option<DateTimeOffset?> _to = Arguments.Time("--to", "the event time to stop before");

    public static Command Create()
    {
        var self = new RehearseCommand();
        var command = new Command("rehearse", Description) { self._recording, self._city, self._rules, self._compare, self._data, self._from, self._to };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var read = CityFolder.Read(ShippedFiles.City(parsed.GetRequiredValue(_city)));
        foreach (var fault in read.Errors)
        {
            error.WriteLine($"sim: {fault}");
        }

        var compare = parsed.GetValue(_compare);
        if (read.City is not { } city
            || Rules(parsed.GetValue(_rules), city, error) is not { } rules
            || (compare is null ? [] : Rules(compare, city, error)) is not { } before
            || await FeedAsync(parsed, city, error).ConfigureAwait(false) is not { } feed)
        {
            return ExitCode.BadInput;
        }

        try
        {
            using var run = new RehearsalRun(city, rules);
            var span = feed(run, cancellation);
            Print(output, RehearsalReport.Of(run, span.FromNanos, span.ToNanos, span.FromNanos));
            if (compare is not null)
            {
                using var old = new RehearsalRun(city, before);
                feed(old, cancellation);
                Print(output, RehearsalDifference.Between(old.Occurrences, run.Occurrences, span.ToNanos));
            }

            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or NewerFormatException or UnauthorizedAccessException)
        {
            error.WriteLine($"sim: {fault.Message}");
            return ExitCode.BadInput;
        }
    }

    // A journal may be larger than the memory: it is gone over as it is read.
    private async Task<Func<RehearsalRun, CancellationToken, (long FromNanos, long ToNanos)>?> FeedAsync(
        ParseResult parsed, CityModel city, TextWriter error)
    {
        var given = parsed.GetRequiredValue(_recording);
        var (first, end) = (Nanos(parsed.GetValue(_from)), Nanos(parsed.GetValue(_to)));
        if (!Directory.Exists(given))
        {
            var loaded = await RecordingLoader.LoadAsync(given, parsed.GetValue(_data), parsed.GetValue(_from), parsed.GetValue(_to), error).ConfigureAwait(false);
            return loaded is var (_, recording) ? (run, _) => RecordingFeed.Feed(run, city, recording) : null;
        }

        var inputs = new JournalInputs(new ArchivedJournal(given), city, new RegistrationOptions(), ClockSource.Host);
        if (inputs.OldestNanos() is not { } oldest)
        {
            error.WriteLine($"sim: there is no journal in {given}");
            return null;
        }

        var from = Math.Max(oldest, first ?? oldest);
        return (run, cancellation) =>
        {
            inputs.Feed([run], null, from, end ?? long.MaxValue, long.MinValue, null, cancellation);
            return (from, run.ClockNanos);
        };
    }

    private static long? Nanos(DateTimeOffset? time) => time is { } t ? (t - DateTimeOffset.UnixEpoch).Ticks * 100 : null;

    private static IReadOnlyList<AlertRule>? Rules(FileInfo? file, CityModel city, TextWriter error)
    {
        if (file is null)
        {
            return city.Rules;
        }

        if (!file.Exists)
        {
            error.WriteLine($"sim: there is no file {file.FullName}");
            return null;
        }

        var parsed = RuleSetParser.Parse(new CityFile(file.Name, File.ReadAllText(file.FullName)), city);
        foreach (var fault in parsed.Errors)
        {
            error.WriteLine($"sim: {fault}");
        }

        return parsed.Rules?.Rules;
    }

    private static void Print(TextWriter output, RehearsalReport report)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Messages} messages, {Time(report.FromNanos)} to {Time(report.ToNanos)}: {report.Count} occurrences, {report.PerHour:0.##} an hour, "
            + $"{report.Floods} floods with {report.FloodShare:P0} of them"));
        output.WriteLine("rule                             count  open  median     longest    /day  peak/h  chatter  fleeting  with");
        foreach (var rule in report.Rules)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rule.Rule,-32} {rule.Count,5} {rule.StillOpen,5}  {Length(rule.MedianSeconds),-9}  {Length(rule.LongestSeconds),-9} {rule.PerDay,6:0.##} {rule.MostPerHour,6} "
                + $"{rule.ChatteringShare,8:P0} {rule.FleetingShare,9:P0}  {string.Join(", ", rule.Overlaps.Select(o => $"{o.Key} {o.Value}"))}"));
            foreach (var o in rule.Examples.Take(3))
            {
                output.WriteLine($"    {Example(o)}");
            }

            if (rule.Unstored.Count > 0)
            {
                output.WriteLine($"    needs {string.Join(", ", rule.Unstored)}: counted only where the recording has them");
            }
        }
    }

    private static void Print(TextWriter output, IReadOnlyList<RehearsalDifference> differences)
    {
        output.WriteLine(differences.Count == 0 ? "No difference to the other rules." : "Difference to the other rules:");
        foreach (var d in differences)
        {
            output.WriteLine($"{d.Rule}: {d.Before} -> {d.Now} occurrences, {Length(d.BeforeSeconds)} -> {Length(d.NowSeconds)}, {d.Gone} gone, {d.New} new");
            foreach (var (sign, o) in d.GoneExamples.Take(3).Select(o => ('-', o)).Concat(d.NewExamples.Take(3).Select(o => ('+', o))))
            {
                output.WriteLine($"  {sign} {Example(o)}");
            }
        }
    }

    private static string Example(Occurrence o) => string.Create(
        CultureInfo.InvariantCulture, $"{Time(o.FromNanos)} {o.Source} {o.Value:0.###} for {(o.ToNanos is { } to ? Length((to - o.FromNanos) / 1e9) : "ever")}");

    private static string Time(long nanos) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Length(double seconds) => DurationText.Format(TimeSpan.FromSeconds(Math.Round(seconds)));
}
