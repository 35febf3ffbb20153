using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary><c>sim scenario run</c>: acceptance tests of a city.</summary>
internal sealed class ScenarioCommand
{
    private const string Description = """
        Plays scenarios through the server's own pipeline and rules on virtual time and compares alerts, data check and ledger with what is expected.
        Kịch bản nghiệm thu của một thành phố. A scenario is a folder with script.yaml, expected.jsonl and a city/ of its own or the name of one that ships.
        """;

    private readonly Argument<string[]> _folders = new("scenario")
    {
        Description = "folders, or names of scenarios that ship (simulators/scenarios)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _all = new("--all") { Description = "all that ship" };
    private readonly Option<bool> _update = new("--update") { Description = "write what came as what is expected, to be reviewed before it is kept" };

    public static Command Create()
    {
        var self = new ScenarioCommand();
        var run = new Command("run", Description) { self._folders, self._all, self._update };
        run.SetAction(self.RunAsync);
        return new Command("scenario", "Acceptance tests of a city. Kịch bản nghiệm thu.") { run };
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var folders = (parsed.GetValue(_folders) ?? []).Select(ShippedFiles.Scenario)
            .Concat(parsed.GetValue(_all) ? ShippedFiles.Scenarios() : []).Distinct(StringComparer.Ordinal).ToList();
        if (folders.Count == 0)
        {
            await error.WriteLineAsync("sim: name a scenario, or --all").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var failed = 0;
        foreach (var folder in folders)
        {
            try
            {
                failed += await RunAsync(folder, parsed.GetValue(_update), output, error, cancellation).ConfigureAwait(false) ? 0 : 1;
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Done;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
                failed++;
            }
        }

        await output.WriteLineAsync(failed == 0 ? $"{folders.Count} scenarios, all as expected" : $"{failed} of {folders.Count} scenarios failed").ConfigureAwait(false);
        return failed == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static async Task<bool> RunAsync(string folder, bool update, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var (script, errors) = ScenarioParser.Read(folder);
        if (script is null)
        {
            foreach (var fault in errors)
            {
                await error.WriteLineAsync($"sim: {name}: {fault}").ConfigureAwait(false);
            }

            return false;
        }

        var began = Stopwatch.GetTimestamp();
        var came = ScenarioRun.Play(script, cancellation);
        var took = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s for {script.Length}");
        var path = Path.Combine(folder, "expected.jsonl");
        if (update)
        {
            await File.WriteAllTextAsync(path, string.Concat(came.Select(line => line + "\n")), new UTF8Encoding(false), cancellation).ConfigureAwait(false);
            await output.WriteLineAsync($"written  {name}: {came.Count} lines, {took}").ConfigureAwait(false);
            return true;
        }

        var expected = File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellation).ConfigureAwait(false) : [];
        var difference = LineDifference.Between(expected, came);
        await output.WriteLineAsync($"{(difference.Count == 0 ? "ok      " : "FAILED  ")} {name}: {script.Name.En}, {came.Count} lines, {took}").ConfigureAwait(false);
        foreach (var line in difference)
        {
            await output.WriteLineAsync($"  {line}").ConfigureAwait(false);
        }

        return difference.Count == 0;
    }
}
