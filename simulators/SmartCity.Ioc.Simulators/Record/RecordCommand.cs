using System.CommandLine;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Simulators.Output;

namespace SmartCity.Ioc.Simulators.Record;

/// <summary><c>sim record FILE</c>: what a broker carries, for <c>sim replay FILE</c>.</summary>
internal sealed class RecordCommand
{
    private const string Description = """
        Subscribes to a broker and writes each message as a line of JSON; 'sim replay FILE' publishes the same bytes again.
        Ghi lại các bản tin của broker.
        """;

    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(30);

    private readonly Argument<FileInfo> _file = new("file") { Description = "the capture to write, NAME.jsonl; an existing one is not overwritten" };
    private readonly Option<string> _topic = new("--topic") { Description = "topic filter", DefaultValueFactory = _ => "ioc/v1/#", HelpName = "FILTER" };
    private readonly Option<long?> _count = new("--count") { Description = "stops after so many messages", HelpName = "N" };
    private readonly Option<TimeSpan?> _duration = Arguments.Duration("--duration", "stops after so long; without it and --count at Ctrl-C");
    private readonly BrokerArguments _broker = new(publishes: false);
    private readonly TimeProvider _time;

    private RecordCommand(TimeProvider time) => _time = time;

    public static Command Create(TimeProvider time)
    {
        var self = new RecordCommand(time);
        var command = new Command("record", Description) { self._file, self._topic, self._count, self._duration };
        self._broker.AddTo(command);
        command.SetAction(self.RunAsync);
        self._count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1)
            {
                result.AddError("--count takes a number from 1; without it the recording goes on until --duration or Ctrl-C");
            }
        });
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var file = parsed.GetRequiredValue(_file);
        FileStream stream;
        try
        {
            stream = new FileStream(file.FullName, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"sim: {file.FullName} can not be created: {fault.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        if (parsed.GetValue(_count) is null && parsed.GetValue(_duration) is null)
        {
            await error.WriteLineAsync("Recording until Ctrl-C: neither --count nor --duration says when it is enough").ConfigureAwait(false);
        }

        await using (stream.ConfigureAwait(false))
        {
            return await RecordAsync(parsed, stream, error, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<int> RecordAsync(ParseResult parsed, FileStream stream, TextWriter error, CancellationToken cancellation)
    {
        var settings = _broker.Read(parsed);
        var writer = new CaptureWriter(stream, _time, parsed.GetValue(_count) ?? long.MaxValue);
        var progress = new Progress(error, Progress.OnTerminal, _time);
        var client = new MqttClient(
            new MqttClientOptions
            {
                Url = settings.Url,
                ClientId = $"ioc-sim-record-{Environment.ProcessId}",
                Username = settings.Username,
                Password = settings.Password,
                CleanStart = true,
                SessionExpiry = TimeSpan.FromMinutes(10),
                MaximumReconnectDelay = TimeSpan.FromSeconds(1),
            },
            writer,
            time: _time);
        try
        {
            await using (client.ConfigureAwait(false))
            {
                using var connecting = new CancellationTokenSource(ConnectsWithin, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(connecting.Token, cancellation);
                await client.ConnectAsync(either.Token).ConfigureAwait(false);
                _ = await client.SubscribeAsync(
                    new MqttSubscription(parsed.GetRequiredValue(_topic), settings.Qos, RetainAsPublished: true), either.Token).ConfigureAwait(false);
                await error.WriteLineAsync($"Recording {parsed.GetRequiredValue(_topic)} from {settings.Url.Host}:{settings.Url.Port}").ConfigureAwait(false);
                await WatchAsync(writer, progress, parsed.GetValue(_duration), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is MqttClientException && !cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return ExitCode.Broker;
        }
        catch (IOException fault)
        {
            await error.WriteLineAsync($"sim: the capture can not be written: {fault.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
        catch (Exception fault) when (fault is OperationCanceledException or MqttClientException && cancellation.IsCancellationRequested)
        {
            // Ctrl-C: what was acknowledged is in the file.
        }

        progress.Finish(writer.Count, "Record");
        return ExitCode.Done;
    }

    private async Task WatchAsync(CaptureWriter writer, Progress progress, TimeSpan? duration, CancellationToken cancellation)
    {
        while (!writer.Complete.IsCompleted && !(progress.Elapsed >= duration))
        {
            var left = duration is { } whole ? whole - progress.Elapsed : TimeSpan.MaxValue;
            var step = left < TimeSpan.FromSeconds(0.5) ? left : TimeSpan.FromSeconds(0.5);
            await Task.WhenAny(writer.Complete, Task.Delay(step > TimeSpan.Zero ? step : TimeSpan.Zero, _time, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            progress.Report(writer.Count, duration is { } total ? progress.Elapsed / total : double.NaN, "");
        }

        if (writer.Complete.IsCompleted)
        {
            await writer.Complete.ConfigureAwait(false);
        }
    }
}
