using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Simulators.Output;
using SmartCity.Ioc.Simulators.Replay;

namespace SmartCity.Ioc.Simulators.Import;

/// <summary><c>sim import FILE</c>: months of history into a server, over HTTP.</summary>
internal sealed class ImportCommand
{
    private const string Description = """
        Brings a file's readings into a server's history (POST /api/v1/readings?historical=true). A second run goes on where the first stopped.
        Nạp số liệu lịch sử từ một tệp vào máy chủ; chạy lại thì tiếp tục từ chỗ dừng.
        """;

    /// <summary>Rows that can not be read are named up to here, then only counted.</summary>
    private const int NamedFaults = 5;

    private readonly Argument<FileInfo> _file = new("file") { Description = "CSV, JSON lines or whatever the mapping says; .gz is unpacked" };
    private readonly Option<string?> _mapping = new("--mapping")
    {
        Description = "the mapping's file, or the name of one that ships (simulators/recordings); not needed for a CSV with ts or time, with topic or zone, kind and device, and with metric and value or a column for each metric",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string> _server = new("--server")
    {
        Description = "http:// or https:// address of the server",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
    };

    private readonly Option<string?> _key = new("--api-key")
    {
        Description = "key that may ingest; without it IOC_API_KEY of the environment, where no list of processes shows it",
    };

    private readonly Option<int> _batch = new("--batch") { Description = "messages in a request", DefaultValueFactory = _ => 1000, HelpName = "N" };
    private readonly Option<string?> _state = new("--state") { Description = "where it is kept how far the import is; FILE.import without it", HelpName = "FILE" };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "connect to nothing; print each message as a line {\"topic\":…,\"payload\":…}",
    };

    private readonly TimeProvider _clock;

    private ImportCommand(TimeProvider clock)
    {
        _clock = clock;
        _server.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                result.AddError($"--server takes an address like http://127.0.0.1:8080, not '{result.GetValueOrDefault<string>()}'");
            }
        });
        _batch.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--batch takes a number from 1 to 10000");
            }
        });
    }

    public static Command Create(TimeProvider clock)
    {
        var self = new ImportCommand(clock);
        var command = new Command("import", Description) { self._file, self._mapping, self._server, self._key, self._batch, self._state, self._dryRun };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var mappingPath = parsed.GetValue(_mapping) is { } named ? ShippedFiles.Recording(named) : null;
        var (mapping, errors) = mappingPath is null ? (null, []) : MappingParser.Read(mappingPath);
        foreach (var fault in errors)
        {
            await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
        }

        if (mappingPath is not null && mapping is null)
        {
            return ExitCode.BadInput;
        }

        try
        {
            var path = parsed.GetRequiredValue(_file).FullName;
            var file = mapping is null ? new ImportFile(path) : new ImportFile(mapping, path);
            var messages = new Messages(file, error);
            if (parsed.GetValue(_dryRun))
            {
                await PrintAsync(messages, output, cancellation).ConfigureAwait(false);
            }
            else
            {
                await SendAsync(parsed, file, messages, mappingPath, error, cancellation).ConfigureAwait(false);
            }

            return messages.Finish() ? ExitCode.Done : ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (ImportException fault)
        {
            await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return fault.Code;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    private static async Task PrintAsync(Messages messages, TextWriter output, CancellationToken cancellation)
    {
        await using var sink = new DryRunSink(output);
        using var payloads = new RecordedPayload();
        foreach (var message in messages.Read())
        {
            await sink.SendAsync(new OutgoingMessage(message.Device.Topic, payloads.Of(message, message.At), 1, false, message.Device.Ordinal), cancellation)
                .ConfigureAwait(false);
        }

        await sink.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async Task SendAsync(
        ParseResult parsed, ImportFile file, Messages messages, string? mappingPath, TextWriter error, CancellationToken cancellation)
    {
        var server = new Uri(parsed.GetRequiredValue(_server));
        var statePath = parsed.GetValue(_state) ?? file.Path + ".import";
        var state = new ImportState(ImportFile.Identity(file.Path, mappingPath), server.AbsoluteUri, 0);
        if (ImportState.Read(statePath) is { } earlier)
        {
            // Counted from the beginning of another file or for another server, the number would leave out what was never sent.
            state = earlier with { Taken = 0 } == state
                ? earlier
                : throw new InvalidDataException($"{statePath} is of another file, mapping or server; remove it to begin again, or name another with --state");
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Going on after {state.Taken:N0} messages ({statePath})")).ConfigureAwait(false);
        }

        var key = parsed.GetValue(_key) ?? Environment.GetEnvironmentVariable("IOC_API_KEY");
        using var client = new ReadingsClient(server, string.IsNullOrEmpty(key) ? null : key, text => error.WriteLine($"sim: {text}"), _clock);
        using var payloads = new RecordedPayload();
        var lines = new ArrayBufferWriter<byte>(256 * 1024);
        var before = state.Taken;
        Progress? progress = null;
        try
        {
            foreach (var batch in messages.Read().Skip(checked((int)before)).Chunk(parsed.GetValue(_batch)))
            {
                cancellation.ThrowIfCancellationRequested();
                progress ??= new Progress(error, Progress.OnTerminal, _clock) { Begun = before == 0 ? 0 : file.Share };
                lines.ResetWrittenCount();
                foreach (var message in batch)
                {
                    Append(lines, message.Device.Topic, payloads.Of(message, message.At).Span);
                }

                await client.SendAsync(lines.WrittenMemory, cancellation).ConfigureAwait(false);
                state = state with { Taken = state.Taken + batch.Length };
                state.Write(statePath);
                progress.Report(
                    state.Taken - before, file.Share, batch[^1].At.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            (progress ?? new Progress(error, Progress.OnTerminal, _clock)).Finish(state.Taken - before, "Import");
        }
    }

    // The payload as it is, with its topic as the last member: of two of a name the last one counts.
    private static void Append(ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var members = payload.TrimEnd(" \r\n\t"u8)[..^1];
        lines.Write(members);
        lines.Write(members.TrimEnd(" \r\n\t"u8).EndsWith("{"u8) ? "\"topic\":\""u8 : ",\"topic\":\""u8);
        lines.Write(JsonEncodedText.Encode(topic).EncodedUtf8Bytes);
        lines.Write("\"}\n"u8);
    }

    /// <summary>The file's messages; what can not be read is said and counted.</summary>
    private sealed class Messages(ImportFile file, TextWriter error)
    {
        private long _read;
        private long _leftOut;

        public IEnumerable<RecordedEvent> Read()
        {
            foreach (var (message, fault) in file.Read())
            {
                if (fault is null)
                {
                    _read++;
                    yield return message;
                }
                else if (_leftOut++ < NamedFaults)
                {
                    error.WriteLine($"sim: {fault}");
                }
            }
        }

        /// <returns>False where there was no message at all.</returns>
        public bool Finish()
        {
            if (_leftOut > 0)
            {
                error.WriteLine($"sim: {_leftOut} rows can not be read and are left out");
            }

            if (_read == 0)
            {
                error.WriteLine($"sim: {file.Path} has no reading of a device that {(file.IsPlain ? "it" : "the mapping")} names");
            }

            return _read > 0;
        }
    }
}
