using System.CommandLine;
using System.Globalization;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Simulators.Output;

namespace SmartCity.Ioc.Simulators.Load;

/// <summary><c>sim load</c>: a rate, and what it cost to make.</summary>
internal sealed class LoadCommand
{
    private const string Description = """
        Sends readings at a rate, in small bursts over many connections, and reports its own processor time beside the rate that it reached.
        Tạo tải. The last line on the output is JSON: messages, seconds, rate, missed, cpuSeconds, cpuMicrosPerMessage.
        """;

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "messages a second over all devices, or max",
        HelpName = "R|max",
        DefaultValueFactory = _ => 1000,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 0 ? "1000" : result.Tokens[0].Value;
            if (text == "max")
            {
                return double.PositiveInfinity;
            }

            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.1 and <= 10_000_000)
            {
                return rate;
            }

            result.AddError($"--rate takes a number from 0.1 to 10000000, or max, not '{text}'");
            return 1;
        },
    };

    private readonly Option<int?> _devices = new("--devices") { Description = "how many devices speak; ten per connection unless told", HelpName = "N" };
    private readonly Option<int> _size = new("--size") { Description = $"bytes of a payload, at least {LoadPayload.Shortest}", DefaultValueFactory = _ => 200 };
    private readonly Option<string> _zone = new("--zone") { Description = "the topic's zone", DefaultValueFactory = _ => "vung-tau" };
    private readonly Option<string> _kind = new("--kind") { Description = "the topic's kind", DefaultValueFactory = _ => "air" };
    private readonly Option<TimeSpan?> _duration = Arguments.Duration("--duration", "how long; without it until Ctrl-C (a dry run: 1s)");
    private readonly BrokerArguments _broker = new(connections: 10, qos: 0);
    private readonly TimeProvider _time;

    private LoadCommand(TimeProvider time) => _time = time;

    public static Command Create(TimeProvider time)
    {
        var self = new LoadCommand(time);
        var command = new Command("load", Description) { self._rate, self._devices, self._size, self._zone, self._kind, self._duration };
        self._broker.AddTo(command);
        self._devices.Validators.Add(result => Check(result.GetValueOrDefault<int?>() is null or (>= 1 and <= 2_000_000), result, "--devices takes a number from 1 to 2000000"));
        self._size.Validators.Add(result =>
            Check(result.GetValueOrDefault<int>() is >= LoadPayload.Shortest and <= 1 << 20, result, $"--size takes a number from {LoadPayload.Shortest} to {1 << 20}"));
        self._zone.Validators.Add(result => Check(IdText.IsValid(result.GetValueOrDefault<string>() ?? ""), result, "--zone takes an id of a-z, 0-9, '.', '_' and '-'"));
        self._kind.Validators.Add(result => Check(IdText.IsValid(result.GetValueOrDefault<string>() ?? ""), result, "--kind takes an id of a-z, 0-9, '.', '_' and '-'"));
        command.SetAction(self.RunAsync);
        return command;
    }

    private static void Check(bool holds, System.CommandLine.Parsing.OptionResult result, string message)
    {
        if (!holds)
        {
            result.AddError(message);
        }
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var settings = _broker.Read(parsed);
        var plan = new LoadPlan(
            parsed.GetValue(_devices) ?? (10 * settings.Connections),
            parsed.GetValue(_rate),
            parsed.GetValue(_size),
            parsed.GetRequiredValue(_zone),
            parsed.GetRequiredValue(_kind),
            parsed.GetValue(_duration) ?? (settings.DryRun ? TimeSpan.FromSeconds(1) : TimeSpan.MaxValue));
        return Publishing.RunAsync(settings, "load", output, error, _time, (sink, token) => RunAsync(plan, settings, sink, output, error, token), cancellation);
    }

    private async Task RunAsync(
        LoadPlan plan, BrokerSettings settings, IMessageSink sink, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var generator = new LoadGenerator(plan, settings.Qos, _time);
        var progress = new Progress(error, Progress.OnTerminal, _time);
        var cpu = Environment.CpuUsage.TotalTime;
        try
        {
            await generator.RunAsync(
                sink, elapsed => progress.Report(sink.Sent, plan.Duration == TimeSpan.MaxValue ? double.NaN : elapsed / plan.Duration, ""), cancellation)
                .ConfigureAwait(false);
            await sink.DrainAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            var seconds = progress.Elapsed.TotalSeconds;
            var used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            progress.Finish(sink.Sent, "Load");
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"messages":{{sink.Sent}},"seconds":{{seconds:0.000}},"rate":{{sink.Sent / seconds:0.0}},"missed":{{generator.Missed}},"cpuSeconds":{{used:0.000}},"cpuMicrosPerMessage":{{used * 1e6 / Math.Max(1, sink.Sent):0.00}}}"""))
                .ConfigureAwait(false);
        }
    }
}
