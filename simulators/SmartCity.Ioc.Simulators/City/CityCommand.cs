using System.CommandLine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City.Foreign;
using SmartCity.Ioc.Simulators.City.Incidents;
using SmartCity.Ioc.Simulators.City.Scorecards;
using SmartCity.Ioc.Simulators.Output;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.City;

/// <summary><c>sim city</c>: a living city from a seed.</summary>
internal sealed class CityCommand
{
    private const string Description = """
        A synthetic city: traffic with its rush hours, weather, tides, crowds and incidents, one message per device and interval.
        Thành phố giả lập. The same seed, start and devices give the same bytes.
        """;

    /// <summary>Where a dry run starts, and how long it is, unless told: a run without a clock must not depend on one.</summary>
    private static readonly DateTimeOffset DryRunStart = new(2026, 1, 5, 7, 0, 0, TimeSpan.FromHours(7));
    private static readonly TimeSpan DryRunDuration = TimeSpan.FromMinutes(1);

    private readonly Option<string> _city = new("--city")
    {
        Description = "the city's folder, or the name of one that ships (vung-tau, hue)",
        DefaultValueFactory = _ => "vung-tau",
        HelpName = "DIR",
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "another number, another course of events", DefaultValueFactory = _ => 1UL };
    private readonly Option<double> _speed = Arguments.Speed(
        "how fast the city's day goes (rush hours, tide, weather); time stamps and intervals stay on the clock, as a server refuses the future",
        max: false);

    private readonly Option<int?> _devices = new("--devices")
    {
        Description = "how many devices, and none of other systems (decoders.yaml) beside them; more than the city declares register themselves with the server",
        HelpName = "N",
    };

    private readonly Option<TimeSpan?> _duration = Arguments.Duration("--duration", "how long; without it until Ctrl-C (a dry run: 1m)");
    private readonly Option<DateTimeOffset?> _start = Arguments.Time(
        "--start", "when the simulated time starts; without it now (a dry run: 2026-01-05T07:00:00+07:00)");

    private readonly Option<FileInfo?> _truth = new("--truth")
    {
        Description = "writes each incident that happens as a line of JSON into this file",
        HelpName = "FILE",
    };

    private readonly Option<string?> _server = new("--server")
    {
        Description = "http:// address of the server that the offices' scorecards are put to as well; IOC_API_KEY of the environment is the key",
        HelpName = "URL",
    };

    private readonly Option<bool> _calm = new("--calm") { Description = "nothing goes wrong: no incidents" };

    private readonly BrokerArguments _broker = new();
    private readonly TimeProvider _time;

    private CityCommand(TimeProvider time) => _time = time;

    public static Command Create(TimeProvider time)
    {
        var self = new CityCommand(time);
        var command = new Command("city", Description) { self._city, self._seed, self._speed, self._devices, self._duration, self._start, self._truth, self._server, self._calm };
        self._broker.AddTo(command);
        self._devices.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 2_000_000)
            {
                result.AddError("--devices takes a number from 1 to 2000000");
            }
        });
        self._server.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string?>(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                result.AddError("--server takes an address like http://127.0.0.1:8080");
            }
        });
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var folder = ShippedFiles.City(parsed.GetRequiredValue(_city));
        var result = CityFolder.Read(folder);
        if (!result.IsValid)
        {
            foreach (var fault in result.Errors)
            {
                await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
            }

            return ExitCode.BadInput;
        }

        StreamWriter? truth = null;
        if (parsed.GetValue(_truth) is { } file)
        {
            try
            {
                truth = new StreamWriter(file.Create());
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"sim: {file.FullName} can not be written: {fault.Message}").ConfigureAwait(false);
                return ExitCode.BadInput;
            }
        }

        var settings = _broker.Read(parsed);
        using var closing = truth;
        return await Publishing.RunAsync(
            settings, "city", output, error, _time, (sink, token) => PlayAsync(parsed, folder, result.City, settings, sink, truth, error, token), cancellation)
            .ConfigureAwait(false);
    }

    private async Task PlayAsync(
        ParseResult parsed, string folder, CityModel city, BrokerSettings settings, IMessageSink sink, StreamWriter? truth, TextWriter error, CancellationToken cancellation)
    {
        var seed = parsed.GetValue(_seed);
        var start = parsed.GetValue(_start) ?? (settings.DryRun ? DryRunStart : _time.GetUtcNow());
        var duration = parsed.GetValue(_duration) ?? (settings.DryRun ? DryRunDuration : TimeSpan.MaxValue);
        var devices = DeviceRoster.Of(city, parsed.GetValue(_devices));

        // Who says how many devices means the city's own.
        var foreign = parsed.GetValue(_devices) is null ? ForeignStations.Of(folder, city, devices.Count) : [];
        using var simulation = new CitySimulation([.. devices, .. foreign], seed, start, TimeZoneInfo.FindSystemTimeZoneById(city.TimeZone), parsed.GetValue(_speed),
            parsed.GetValue(_calm) ? [] : null);
        if (truth is not null)
        {
            var log = new TruthFile(truth, start);
            simulation.Incidents.Began += log.Write;
        }

        await error.WriteLineAsync(
            $"{city.Name.En}: {devices.Count} devices{(foreign.Count == 0 ? "" : $" and {foreign.Count} of other systems")}, seed {seed}, {(settings.DryRun ? "dry run" : $"to {settings.Url.Host}:{settings.Url.Port}")}").ConfigureAwait(false);
        var pace = settings.DryRun ? null : new Pace(_time);
        var progress = new Progress(error, Progress.OnTerminal, _time);
        using var putting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var scorecards = settings.DryRun ? Task.CompletedTask : PutScorecardsAsync(parsed.GetValue(_server), city, seed, error, putting.Token);
        try
        {
            while (simulation.NextDue is { } due && due < duration)
            {
                cancellation.ThrowIfCancellationRequested();
                var late = pace is null ? TimeSpan.Zero : await pace.WaitAsync(due, sink, cancellation).ConfigureAwait(false);
                foreach (var message in simulation.Next(settings.Qos))
                {
                    // After a sleep of the machine or a long absence of the broker, old news is left out rather than sent in a burst.
                    if (late < Pace.TooLate)
                    {
                        await sink.SendAsync(message, cancellation).ConfigureAwait(false);
                    }
                }

                if (duration != TimeSpan.MaxValue && pace is not null)
                {
                    progress.Report(sink.Sent, due / duration, "");
                }
            }
        }
        finally
        {
            progress.Finish(sink.Sent, "City");
            await putting.CancelAsync().ConfigureAwait(false);
            await scorecards.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PutScorecardsAsync(string? server, CityModel city, ulong seed, TextWriter error, CancellationToken cancellation)
    {
        if (server is not null)
        {
            using var client = new ScorecardClient(
                new Uri(server), Environment.GetEnvironmentVariable("IOC_API_KEY"), note => error.WriteLine($"sim: {note}"), _time);
            var plan = new ScorecardPlan(seed, TimeZoneInfo.FindSystemTimeZoneById(city.TimeZone));
            await client.RunAsync(city.Indicators, plan, cancellation).ConfigureAwait(false);
        }
    }
}
