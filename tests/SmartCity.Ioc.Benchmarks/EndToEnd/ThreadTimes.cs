using System.Globalization;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>Processor time of a process by the names of its threads (proc(5), <c>/proc/PID/task/TID/stat</c>): a profile that needs no
/// profiler, as each stage of the server has a thread of its own.</summary>
internal static class ThreadTimes
{
    /// <summary>USER_HZ, which Linux fixes at 100 for every program.</summary>
    private const double TicksPerSecond = 100;

    public static Dictionary<string, ThreadTime> Of(int processId)
    {
        Dictionary<string, ThreadTime> times = [];
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{processId}/task"))
        {
            try
            {
                var (name, used) = Parse(File.ReadAllText(Path.Combine(thread, "stat")));
                times[name] = times.GetValueOrDefault(name) + used;
            }
            catch (IOException)
            {
                // Ended meanwhile.
            }
        }

        return times;
    }

    /// <summary>The name stands in parentheses and may hold any character; user and system time are the 14th and 15th field.</summary>
    internal static (string Name, ThreadTime Used) Parse(string stat)
    {
        var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
        var fields = stat[(close + 2)..].Split(' ');
        return (stat[(open + 1)..close], new ThreadTime(Time(fields[11]), Time(fields[12])));
    }

    private static TimeSpan Time(string ticks) => TimeSpan.FromSeconds(long.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond);
}
