using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// Processor time of a message's whole way, journal to zones, by the number of devices, in turns with the yardstick: the two stand still together
/// when others use the machine. Each number of devices is a process of its own, compiled as the server is.
/// </summary>
internal static class PathTimes
{
    /// <summary>For <see cref="AsServer"/>.</summary>
    public const string Part = "path";

    private const string Group = "a message's way behind the sockets: processor time on one thread";
    private const int Turns = 5;

    private static readonly (string Name, int Devices, bool IsLong)[] Runs =
    [
        ("PathTimes.Thousand", 1_000, false),
        ("PathTimes.HundredThousand", 100_000, false),
        ("PathTimes.Million", 1_000_000, true),
    ];

    public static IEnumerable<string> Names(BenchSettings settings) => Chosen(settings).Select(run => run.Name);

    public static void Run(BenchSettings settings, BenchReport report, TextWriter error)
    {
        Measurement? least = null;
        foreach (var (name, devices, _) in Chosen(settings))
        {
            error.WriteLine($"{name} ...");
            var figures = AsServer.Run(Part, devices.ToString(CultureInfo.InvariantCulture));
            var (message, yardstick) = (figures[0], figures[1]);
            var json = new Measurement(Group, $"JSON yardstick beside {devices:N0} devices", yardstick, "ns/op") { IsYardstick = true };
            var time = new Measurement(Group, $"{name} ({devices:N0} devices)", message, "ns/message").Against(json);
            report.Add(json);
            var note = devices == 100_000 ? "budget 1,500" : null;
            report.Add(time with
            {
                Note = least is null ? note : $"{time.Ratio / least.Ratio:0.00} of that of {Runs[0].Devices:N0} devices, budget 0.8 to 1.2; {note}".TrimEnd(' ', ';'),
            });
            least ??= time;
        }
    }

    private static IEnumerable<(string Name, int Devices, bool IsLong)> Chosen(BenchSettings settings) =>
        Runs.Where(run => settings.Selects(run.Name) && (!run.IsLong || settings.Filter is not null));

    /// <param name="args">How many devices.</param>
    /// <returns>Nanoseconds a message, and of the yardstick: the medians.</returns>
    public static double[] Measure(string[] args)
    {
        var devices = int.Parse(args[0], CultureInfo.InvariantCulture);
        using var path = new MessagePath(devices);

        // Until the compiler is done.
        ProcessorTime.Of(TimeSpan.FromSeconds(3), () => path.OneFrame());
        ProcessorTime.OfWarmYardstick();

        var (messages, yardsticks) = (new double[Turns], new double[Turns]);
        for (var turn = 0; turn < Turns; turn++)
        {
            // A minute of the clock, so that every turn closes as many windows.
            var frames = Math.Max(2_000, 6 * devices / MessagePath.MessagesInFrame);
            messages[turn] = ProcessorTime.Of(TimeSpan.Zero, () =>
            {
                var done = 0L;
                for (var i = 0; i < frames; i++)
                {
                    done += path.OneFrame();
                }

                return done;
            });
            yardsticks[turn] = ProcessorTime.OfYardstick();
        }

        // Of what makes the messages nothing is the server's.
        var making = path.TimeOfMaking();
        for (var turn = 0; turn < Turns; turn++)
        {
            messages[turn] -= making;
        }

        Array.Sort(messages);
        Array.Sort(yardsticks);
        return [messages[Turns / 2], yardsticks[Turns / 2]];
    }
}
