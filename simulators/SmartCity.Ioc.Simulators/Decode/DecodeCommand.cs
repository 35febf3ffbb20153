using System.CommandLine;
using System.Text;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Simulators.Record;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Decode;

/// <summary><c>sim decode --topic T FILE</c>: what the server would make of a message, without a server.</summary>
internal sealed class DecodeCommand
{
    private const string Description = """
        Decodes a message as a city's server would: prints its readings, or the reason for quarantine, as lines of JSON. A capture of 'sim record'
        (NAME.jsonl) is decoded message by message, each on its own topic, so that births come before data.
        Exit code 1 when anything would be put aside. Giải mã thử một bản tin.
        """;

    private readonly Argument<string> _file = new("file") { Description = "the payload as it came, - for standard input, or a capture NAME.jsonl" };
    private readonly Option<string?> _topic = new("--topic") { Description = "the topic that it came on; not for a capture", HelpName = "T" };
    private readonly Option<string> _city = new("--city")
    {
        Description = "the city's folder, or the name of one that ships; its decoders.yaml, kinds and devices decide",
        DefaultValueFactory = _ => "vung-tau",
        HelpName = "DIR",
    };

    private readonly Option<FileInfo?> _decoders = new("--decoders") { Description = "another decoders.yaml than the city's own", HelpName = "FILE" };
    private readonly Option<DateTimeOffset?> _at = Arguments.Time("--at", "when it arrived; without it now");
    private readonly TimeProvider _time;

    private DecodeCommand(TimeProvider time) => _time = time;

    public static Command Create(TimeProvider time)
    {
        var self = new DecodeCommand(time);
        var command = new Command("decode", Description) { self._file, self._topic, self._city, self._decoders, self._at };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var file = parsed.GetRequiredValue(_file);
        var topic = parsed.GetValue(_topic);
        var isCapture = topic is null && file.EndsWith(".jsonl", StringComparison.Ordinal);
        if (topic is null && !isCapture)
        {
            await error.WriteLineAsync("sim: --topic says on which topic the message came").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var city = CityFolder.Read(ShippedFiles.City(parsed.GetRequiredValue(_city)));
        foreach (var fault in city.Errors)
        {
            await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
        }

        if (!city.IsValid)
        {
            return ExitCode.BadInput;
        }

        try
        {
            using var bench = new DecoderBench(city.City);
            var text = parsed.GetValue(_decoders) is { } own ? await File.ReadAllTextAsync(own.FullName, cancellation).ConfigureAwait(false) : city.City.Decoders.Text;
            if (bench.PutInForce(text) is { } refused)
            {
                await error.WriteLineAsync($"sim: {refused}").ConfigureAwait(false);
                return ExitCode.BadInput;
            }

            var now = parsed.GetValue(_at) ?? _time.GetUtcNow();
            var allWell = true;
            foreach (var (name, payload, retain, at) in await ReadAsync(file, topic, now, cancellation).ConfigureAwait(false))
            {
                foreach (var line in bench.Decode(name, payload, retain, at))
                {
                    allWell &= line.IsAccepted;
                    await output.WriteLineAsync(line.Json).ConfigureAwait(false);
                }
            }

            return allWell ? ExitCode.Done : ExitCode.BadInput;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    private static async Task<IReadOnlyList<(string Topic, byte[] Payload, bool Retain, DateTimeOffset At)>> ReadAsync(
        string file, string? topic, DateTimeOffset now, CancellationToken cancellation)
    {
        if (topic is null)
        {
            var lines = await File.ReadAllLinesAsync(file, Encoding.UTF8, cancellation).ConfigureAwait(false);
            return [.. lines.Where(line => line.Length > 0).Select(CaptureLine.Parse).Select(line => (line.Topic, line.Payload, line.Retain, line.At))];
        }

        if (file != "-")
        {
            return [(topic, await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false), false, now)];
        }

        using var whole = new MemoryStream();
        using var input = Console.OpenStandardInput();
        await input.CopyToAsync(whole, cancellation).ConfigureAwait(false);
        return [(topic, whole.ToArray(), false, now)];
    }
}
