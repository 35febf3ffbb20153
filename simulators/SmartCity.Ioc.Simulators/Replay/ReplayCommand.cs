using System.CommandLine;
using SmartCity.Ioc.Simulators.Output;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary><c>sim replay MAPPING</c>: what really happened, once more.</summary>
internal sealed class ReplayCommand
{
    private const string Description = """
        Plays a recording through MQTT, in the order of event time, and waits for every acknowledgement.
        Space (or SIGUSR1) pauses and goes on. Phát lại dữ liệu đã ghi; phím cách để tạm dừng. A mapping in YAML says which column is which device, metric and time (simulators/README.md).
        """;

    private readonly Argument<string> _mapping = new("mapping")
    {
        Description = RecordingLoader.Forms,
    };

    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description = "where the recording lies; without it where its mapping says",
        HelpName = "DIR",
    };

    private readonly Option<double> _speed = Arguments.Speed("recorded seconds per second: 60 plays an hour in a minute; max as fast as the broker takes it", max: true);
    private readonly Option<DateTimeOffset?> _from = Arguments.Time("--from", "the first event time to play");
    private readonly Option<DateTimeOffset?> _to = Arguments.Time("--to", "the event time to stop before");
    private readonly Option<TimeSpan?> _seek = Arguments.Duration("--seek", "begins so long after the recording's first message");
    private readonly Option<bool> _loop = new("--loop") { Description = "begin again at the end, until Ctrl-C; with recorded time a server counts the repetitions as duplicates" };
    private readonly Option<string> _time = new("--time")
    {
        Description = "recorded: the messages keep their event time; now: they happen while they are played",
        DefaultValueFactory = _ => "recorded",
        HelpName = "recorded|now",
    };

    // One connection: the order of event time holds over all devices, not only within one.
    private readonly BrokerArguments _broker = new(connections: 1);
    private readonly TimeProvider _clock;

    private ReplayCommand(TimeProvider clock) => _clock = clock;

    public static Command Create(TimeProvider clock)
    {
        var self = new ReplayCommand(clock);
        self._time.AcceptOnlyFromAmong("recorded", "now");
        var command = new Command("replay", Description) { self._mapping, self._data, self._speed, self._from, self._to, self._seek, self._loop, self._time };
        self._broker.AddTo(command);
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var given = ShippedFiles.Recording(parsed.GetRequiredValue(_mapping));
        if (RecordingLoader.HasOwnBytes(given) && parsed.GetValue(_time) == "now")
        {
            await error.WriteLineAsync("sim: --time now can not be had of a capture: its bytes are sent as they came").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        if (await RecordingLoader.LoadAsync(given, parsed.GetValue(_data), parsed.GetValue(_from), parsed.GetValue(_to), error).ConfigureAwait(false)
            is not var (name, recording))
        {
            return ExitCode.BadInput;
        }

        if (parsed.GetValue(_seek) is { } seek && !recording.TrySeek(seek, out recording))
        {
            await error.WriteLineAsync("sim: --seek leads past the recording's end").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        var settings = _broker.Read(parsed);
        using var pause = new PauseSwitch(!settings.DryRun);
        pause.Changed = isPaused => error.WriteLine(isPaused ? "Paused; space or SIGUSR1 goes on." : "Going on.");
        var player = new RecordingPlayer(
            recording, parsed.GetValue(_speed), parsed.GetValue(_time) == "recorded", !settings.DryRun, settings.Qos, pause, _clock);
        var loop = parsed.GetValue(_loop);
        var devices = recording.Events.Select(e => e.Device.Ordinal).Distinct().Count();
        await error.WriteLineAsync(
            $"{name}: {recording.Events.Count} messages of {devices} devices, {recording.Events[0].Turn:yyyy-MM-dd HH:mm zzz} to "
            + $"{recording.Events[^1].Turn:yyyy-MM-dd HH:mm zzz}{(settings.DryRun ? ", dry run" : $", to {settings.Url.Host}:{settings.Url.Port}")}").ConfigureAwait(false);
        var progress = new Progress(error, Progress.OnTerminal, _clock);
        return await Publishing.RunAsync(
            settings, "replay", output, error, _clock,
            async (sink, token) =>
            {
                try
                {
                    do
                    {
                        await player.PlayAsync(sink, progress, token).ConfigureAwait(false);
                    }
                    while (loop);
                    await sink.FlushAsync(token).ConfigureAwait(false);
                    await sink.DrainAsync(token).ConfigureAwait(false);
                }
                finally
                {
                    progress.Finish(sink.Sent, "Replay");
                }
            },
            cancellation).ConfigureAwait(false);
    }
}
