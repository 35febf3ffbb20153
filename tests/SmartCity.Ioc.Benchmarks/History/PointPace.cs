using System.Diagnostics;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>A thread that commits points at a rate, and catches up where it was held.</summary>
internal sealed class PointPace : IDisposable
{
    /// <summary>At most 15 characters, as Linux has it.</summary>
    public const string ThreadName = "bench-points";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly PointFlow _flow;
    private readonly double _rate;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public PointPace(PointFlow flow, double rate)
    {
        _flow = flow;
        _rate = rate;
        _thread = new Thread(Run) { Name = ThreadName, IsBackground = true };
        _thread.Start();
    }

    public void Stop()
    {
        _stop.Set();
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Run()
    {
        var began = Stopwatch.GetTimestamp();
        var points = 0L;
        while (!_stop.Wait(Tick))
        {
            var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * _rate);
            for (; points + PointFlow.BatchPoints <= due; points += PointFlow.BatchPoints)
            {
                _flow.Commit();
            }
        }
    }
}
