namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>Processor time and messages between two moments under a steady load.</summary>
/// <param name="MicrosPerMessage">Processor time (user and system, proc(5)) of each program that was watched, by the messages of the first
/// counter.</param>
/// <param name="Threads">The same for the first program by the names of its threads, the largest first, and the kernel's share of each.</param>
internal sealed record Window(
    double[] MicrosPerMessage, double LoadMicrosPerMessage, double Rate, IReadOnlyList<(string Name, double Micros, double KernelShare)> Threads)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    /// <param name="count">How many messages have come through; the warm-up begins with the first.</param>
    public static async Task<Window> MeasureAsync(
        TimeSpan warmUp, TimeSpan duration, LoadProcess load, IReadOnlyList<Watched> programs, Func<CancellationToken, Task<long>> count,
        CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await StartedAsync(count, cancellation);
        await Task.Delay(warmUp, time, cancellation);
        var first = await SampleAsync();
        await Task.Delay(duration, time, cancellation);
        var last = await SampleAsync();
        var messages = Math.Max(1, last.Count - first.Count);
        return new Window(
            [.. first.Used.Zip(last.Used, (a, b) => (b - a).TotalMicroseconds / messages)],
            (last.Load - first.Load).TotalMicroseconds / messages,
            messages / time.GetElapsedTime(first.At, last.At).TotalSeconds,
            [
                .. last.Threads
                    .Select(t => (t.Key, Used: t.Value - first.Threads.GetValueOrDefault(t.Key)))
                    .Select(t => (t.Key, t.Used.Total.TotalMicroseconds / messages, t.Used.Kernel / t.Used.Total))
                    .OrderByDescending(t => t.Item2),
            ]);

        async Task<(long Count, TimeSpan[] Used, TimeSpan Load, long At, Dictionary<string, ThreadTime> Threads)> SampleAsync()
        {
            var counted = await count(cancellation);
            return (counted, [.. programs.Select(p => p.ProcessorTime())], load.ProcessorTime, time.GetTimestamp(), ThreadTimes.Of(programs[0].ProcessId));
        }
    }

    /// <summary>Waits until the count stands still for half a second: what was under way has come or never will.</summary>
    public static async Task SettleAsync(Func<CancellationToken, Task<long>> count, CancellationToken cancellation)
    {
        for (var (last, now) = (-1L, await count(cancellation)); now != last; (last, now) = (now, await count(cancellation)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation);
        }
    }

    /// <summary>Waits for the first message of a load.</summary>
    public static async Task StartedAsync(Func<CancellationToken, Task<long>> count, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var before = await count(cancellation);
        while (await count(cancellation) == before)
        {
            if (time.GetElapsedTime(began) > StartsWithin)
            {
                throw new TimeoutException($"No message came through within {StartsWithin.TotalSeconds:0} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }
}
