using System.CommandLine;
using System.Globalization;
using SmartCity.Ioc.Benchmarks.EndToEnd;
using SmartCity.Ioc.Benchmarks.History;
using SmartCity.Ioc.Benchmarks.Micro;
using SmartCity.Ioc.Benchmarks.Pipeline;
using SmartCity.Ioc.Benchmarks.Rehearsal;
using SmartCity.Ioc.Benchmarks.Report;

namespace SmartCity.Ioc.Benchmarks.Cli;

/// <summary><c>./dev bench</c>. Exit codes: 0 = done, 1 = over a budget or a run failed, 2 = wrong arguments.</summary>
internal static class BenchCommand
{
    private const string Description = """
        Measures the server: single operations in this process (--micro), and the whole server as a process of its own beside a real
        mosquitto under the same load (--end-to-end). Both unless one is named. The table has each yardstick before what is held against
        it; progress goes to the error stream. See docs/benchmarks.md.
        """;

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, output, error, (settings, cancellation) => MeasureAsync(settings, output, error, cancellation));

    /// <param name="measure">Does what the settings ask for and returns the exit code.</param>
    internal static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Func<BenchSettings, CancellationToken, Task<int>> measure)
    {
        var list = new Option<bool>("--list") { Description = "print the names and do nothing" };
        var filter = new Option<string?>("--filter") { Description = "only what has NAME in its name; yardsticks that it needs run too", HelpName = "NAME" };
        var json = new Option<string?>("--json") { Description = "write the report to FILE as well", HelpName = "FILE" };
        var micro = new Option<bool>("--micro") { Description = "single operations: time and bytes, with a budget of bytes" };
        var endToEnd = new Option<bool>("--end-to-end") { Description = "real programs on loopback" };
        var rate = Number("--rate", "messages a second, end to end", 10_000, 100, 1_000_000);
        var connections = Number("--connections", "MQTT connections of the load, ten devices on each", 1000, 1, 20_000);
        var warmUp = Number("--warm-up", "seconds under load before each end-to-end measurement", 15, 0, 3600);
        var duration = Number("--duration", "seconds of each end-to-end measurement", 10, 1, 3600);
        var rounds = Number("--rounds", "times that the end-to-end runs are made; each line is the median, and says how far they lay apart", 3, 1, 99);
        var profile = new Option<bool>("--profile") { Description = "also the server's processor time by its threads, and the kernel's share of each" };
        var server = new Option<string[]>("--server")
        {
            Description = "a setting for the servers that are measured, such as --server Ioc:Ingest:Coalesce=2ms; may be repeated",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var root = new RootCommand(Description) { list, filter, json, micro, endToEnd, rate, connections, warmUp, duration, rounds, profile, server };
        root.SetAction(async (parsed, cancellation) =>
        {
            var neither = !parsed.GetValue(micro) && !parsed.GetValue(endToEnd);
            var settings = new BenchSettings(
                neither || parsed.GetValue(micro), neither || parsed.GetValue(endToEnd), parsed.GetValue(filter), parsed.GetValue(json),
                parsed.GetValue(rate), parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                TimeSpan.FromSeconds(parsed.GetValue(duration)), parsed.GetValue(rounds), parsed.GetValue(profile),
                [.. parsed.GetRequiredValue(server).Select(setting => $"--{setting}")]);
            string[] names = [.. Names(settings)];
            if (names.Length == 0)
            {
                await error.WriteLineAsync($"bench: nothing has '{settings.Filter}' in its name; see ./dev bench --list");
                return 2;
            }

            if (!parsed.GetValue(list))
            {
                return await measure(settings, cancellation);
            }

            foreach (var name in names)
            {
                await output.WriteLineAsync(name);
            }

            return 0;
        });

        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            await error.WriteLineAsync($"bench: {result.Errors[0].Message}\nTry './dev bench --help'.");
            return 2;
        }

        return await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static IEnumerable<string> Names(BenchSettings settings) =>
        (settings.Micro
            ? MicroSuite.Names(settings).Concat(PathTimes.Names(settings)).Concat(PipelineMemory.Names(settings)).Concat(ReplayRuns.Names(settings))
                .Concat(RehearsalRuns.Names(settings)).Concat(HistorySuite.Names(settings))
            : []).Concat(settings.EndToEnd ? EndToEndSuite.Names(settings) : []);

    private static async Task<int> MeasureAsync(BenchSettings settings, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var report = new BenchReport(Machine.Describe(TimeProvider.System));
        if (settings.Micro)
        {
            MicroSuite.Run(settings, report, error);
            PathTimes.Run(settings, report, error);
            PipelineMemory.Run(settings, report, error);
            ReplayRuns.Run(settings, report, error);
            await RehearsalRuns.RunAsync(settings, report, error);
            await HistorySuite.RunAsync(settings, report, error, cancellation);
        }

        if (settings.EndToEnd)
        {
            List<BenchReport> rounds = [];
            for (var round = 1; round <= settings.Rounds; round++)
            {
                await error.WriteLineAsync($"round {round} of {settings.Rounds}");
                rounds.Add(new BenchReport(report.Machine));
                await new EndToEndSuite(settings, rounds[^1], error).RunAsync(cancellation);
            }

            Rounds.Merge(rounds, report);
        }

        ReportTable.Write(report, output);
        if (settings.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(file, ReportJson.Write(report), cancellation);
        }

        return report.IsGood ? 0 : 1;
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            result.AddError($"{name} takes a number from {least} to {most}, not '{text}'");
            return usual;
        },
    };
}
