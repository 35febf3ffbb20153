using System.CommandLine;
using System.Globalization;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.Output;
using SmartCity.Ioc.Simulators.Replay;
using SmartCity.Ioc.Simulators.Sources;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary><c>sim faults SOURCE</c>: a source whose devices misbehave on command.</summary>
internal sealed class FaultsCommand
{
    private static readonly string Description = $"""
        Plays a source with faults on top and says in a truth file what was injected when. Dữ liệu có lỗi theo lệnh.
        Faults, each with its own parameters: {string.Join("  ", FaultSpec.Help)}
        All take device=, zone=, kind= and topic= (with * and ?), from= and for=. The same seed gives the same bytes.
        """;

    /// <summary>As for a dry run of <c>city</c>: a run without a clock must not depend on one.</summary>
    private static readonly DateTimeOffset DryRunStart = new(2026, 1, 5, 7, 0, 0, TimeSpan.FromHours(7));
    private static readonly TimeSpan DryRunDuration = TimeSpan.FromMinutes(1);

    private readonly Argument<string> _source = new("source")
    {
        Description = "city, or a recording: " + RecordingLoader.Forms,
        DefaultValueFactory = _ => "city",
    };

    private readonly Option<string[]> _faults = new("--fault")
    {
        Description = "one fault, like 'frozen:device=cam-*,from=60s,for=5m'; several are stacked in their order",
        HelpName = "FAULT",
    };

    private readonly Option<FileInfo?> _script = new("--script") { Description = "faults as YAML, before those of --fault", HelpName = "FILE" };
    private readonly Option<FileInfo?> _truth = new("--truth") { Description = "writes each injected fault as a line of JSON into this file", HelpName = "FILE" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "another number, other chances", DefaultValueFactory = _ => 1UL };
    private readonly Option<string> _city = new("--city")
    {
        Description = "the city's folder, or the name of one that ships: what is played, and whose zones are meant",
        DefaultValueFactory = _ => "vung-tau",
        HelpName = "DIR",
    };

    private readonly Option<int?> _devices = new("--devices") { Description = "of a city: how many devices", HelpName = "N" };
    private readonly Option<TimeSpan?> _duration = Arguments.Duration("--duration", "of a city: how long; without it until Ctrl-C (a dry run: 1m)");
    private readonly Option<DateTimeOffset?> _start = Arguments.Time("--start", "when the simulated time starts; without it now (a dry run: 2026-01-05T07:00:00+07:00)");
    private readonly Option<bool> _calm = new("--calm") { Description = "of a city: nothing goes wrong but the faults" };
    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = "of a recording: where its files lie", HelpName = "DIR" };
    private readonly Option<double> _speed = Arguments.Speed("of a recording: recorded seconds per second", max: true);
    private readonly Option<string> _time = new("--time")
    {
        Description = "of a recording: keep its times, or move them to the present",
        DefaultValueFactory = _ => "recorded",
        HelpName = "recorded|now",
    };

    private readonly BrokerArguments _broker = new(connections: 1);
    private readonly TimeProvider _clock;

    private FaultsCommand(TimeProvider clock) => _clock = clock;

    public static Command Create(TimeProvider clock)
    {
        var self = new FaultsCommand(clock);
        self._time.AcceptOnlyFromAmong("recorded", "now");
        var command = new Command("faults", Description)
        {
            self._source, self._faults, self._script, self._truth, self._seed, self._city, self._devices, self._duration, self._start, self._calm, self._data, self._speed, self._time,
        };
        self._broker.AddTo(command);
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (faults, problem) = Faults(parsed);
        if (problem is not null)
        {
            await error.WriteLineAsync($"sim: {problem}").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var read = CityFolder.Read(ShippedFiles.City(parsed.GetRequiredValue(_city)));
        if (!read.IsValid)
        {
            foreach (var fault in read.Errors)
            {
                await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
            }

            return ExitCode.BadInput;
        }

        var settings = _broker.Read(parsed);
        var start = parsed.GetValue(_start) ?? (settings.DryRun ? DryRunStart : _clock.GetUtcNow());
        var length = parsed.GetValue(_duration) ?? (settings.DryRun ? DryRunDuration : TimeSpan.MaxValue);
        using var simulation = parsed.GetRequiredValue(_source) == "city" ? Simulation(parsed, read.City, start) : null;
        IEnumerable<TimedMessage> source;
        if (simulation is not null)
        {
            source = MessageSources.Of(simulation, length);
        }
        else if (await RecordingLoader.LoadAsync(parsed.GetRequiredValue(_source), parsed.GetValue(_data), null, null, error).ConfigureAwait(false) is var (_, recording))
        {
            var speed = parsed.GetValue(_speed);
            source = MessageSources.Of(recording, speed, parsed.GetValue(_time) == "now" ? start : null);
            var first = recording.Events[0].Turn;
            length = (recording.Events[^1].Turn - first) / Math.Max(1e-9, double.IsInfinity(speed) ? double.MaxValue : speed);
            start = parsed.GetValue(_time) == "now" ? start : first;
        }
        else
        {
            return ExitCode.BadInput;
        }

        StreamWriter? truth = null;
        try
        {
            truth = parsed.GetValue(_truth) is { } file ? new StreamWriter(file.Create(), new UTF8Encoding(false)) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"sim: the truth file can not be written: {fault.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        using var closing = truth;
        var messages = FaultStage.Stack(source, faults, parsed.GetValue(_seed), read.City.Zones, truth is null ? null : new FaultTruth(truth, start));
        await error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{parsed.GetRequiredValue(_source)}: {faults.Count} faults, seed {parsed.GetValue(_seed)}, {(settings.DryRun ? "dry run" : $"to {settings.Url.Host}:{settings.Url.Port}")}")).ConfigureAwait(false);
        return await Publishing.RunAsync(
            settings, "faults", output, error, _clock, (sink, token) => PlayAsync(messages, length, settings, sink, error, token), cancellation).ConfigureAwait(false);
    }

    private (IReadOnlyList<FaultSpec> Faults, string? Problem) Faults(ParseResult parsed)
    {
        var faults = new List<FaultSpec>();
        try
        {
            if (parsed.GetValue(_script) is { } script)
            {
                var (scripted, errors) = FaultScript.Read(script.FullName);
                if (errors.Count > 0)
                {
                    return ([], string.Join("\nsim: ", errors));
                }

                faults.AddRange(scripted);
            }

            faults.AddRange((parsed.GetValue(_faults) ?? []).Select(FaultSpec.Parse));
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            return ([], fault.Message);
        }

        return faults.Count > 0 ? (faults, null) : ([], "no fault is given; --fault or --script says which");
    }

    private CitySimulation Simulation(ParseResult parsed, CityModel city, DateTimeOffset start) => new(
        DeviceRoster.Of(city, parsed.GetValue(_devices)), parsed.GetValue(_seed), start, TimeZoneInfo.FindSystemTimeZoneById(city.TimeZone), speed: 1,
        parsed.GetValue(_calm) ? [] : null);

    private async Task PlayAsync(
        IEnumerable<TimedMessage> messages, TimeSpan length, BrokerSettings settings, IMessageSink sink, TextWriter error, CancellationToken cancellation)
    {
        using var pause = new PauseSwitch(!settings.DryRun);
        pause.Changed = isPaused => error.WriteLine(isPaused ? "Paused; space or SIGUSR1 goes on." : "Going on.");
        var pace = settings.DryRun ? null : new Pace(_clock);
        var progress = new Progress(error, Progress.OnTerminal, _clock);
        try
        {
            foreach (var message in messages)
            {
                cancellation.ThrowIfCancellationRequested();
                if (pace is not null)
                {
                    await pace.WaitAsync(message.At, pause, sink, cancellation).ConfigureAwait(false);
                }

                await sink.SendAsync(
                    new OutgoingMessage(message.TopicBytes, message.Payload, settings.Qos, message.Retain, message.Lane), cancellation).ConfigureAwait(false);
                progress.Report(sink.Sent, length == TimeSpan.MaxValue || length <= TimeSpan.Zero ? double.NaN : message.At / length, "");
            }

            await sink.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            progress.Finish(sink.Sent, "Faults");
        }
    }
}
