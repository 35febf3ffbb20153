using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// Processor time of a message's whole way, journal to zones, by the number of devices, in turns with the yardstick: the two stand still together
/// when others use the machine.
/// </summary>
internal static class PathTimes
{
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
            var (message, yardstick) = Measure(devices);
            var json = new Measurement(Group, $"JSON yardstick beside {devices:N0} devices", yardstick, "ns/op") { IsYardstick = true };
            var time = new Measurement(Group, $"{name} ({devices:N0} devices)", message, "ns/message").Against(json);
            report.Add(json);
            report.Add(least is null ? time : time with { Note = $"{time.Ratio / least.Ratio:0.00} of that of {Runs[0].Devices:N0} devices; budget 0.8 to 1.2" });
            least ??= time;
        }
    }

    private static IEnumerable<(string Name, int Devices, bool IsLong)> Chosen(BenchSettings settings) =>
        Runs.Where(run => settings.Selects(run.Name) && (!run.IsLong || settings.Filter is not null));

    private static (double Message, double Yardstick) Measure(int devices)
    {
        using var path = new MessagePath(devices);
        ProcessorTime.Of(TimeSpan.FromSeconds(2), () => path.OneFrame());
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

        Array.Sort(messages);
        Array.Sort(yardsticks);
        return (messages[Turns / 2], yardsticks[Turns / 2]);
    }
}
