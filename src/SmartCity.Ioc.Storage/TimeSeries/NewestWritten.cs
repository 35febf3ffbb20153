using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// How far, in event time, the points reach that were written in order since newer ones went first. Of a stretch that went first, what lies
/// within that reach may have been replaced by an older version of itself (a correction's window by the one it corrects) and is written
/// again; nothing else can have been. The writer's alone.
/// </summary>
internal sealed class NewestWritten
{
    // By device because clocks differ: one that is five minutes ahead would pull everyone else's readings into reach.
    private readonly Dictionary<string, long> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<(AggregateScope Scope, long LengthNanos), long> _windows = [];
    private long _alerts = long.MinValue;
    private long _floor = long.MinValue;

    /// <summary>The farthest of all, which is what a restart knows of them.</summary>
    public long Nanos { get; private set; } = long.MinValue;

    public void Restore(long nanos) => _floor = Nanos = nanos;

    public void Clear()
    {
        _devices.Clear();
        _windows.Clear();
        _alerts = _floor = Nanos = long.MinValue;
    }

    public void Saw(ReadingsPoint point) => Raise(_devices, point.Device, point.TimeNanos);

    public void Saw(AggregatePoint point) => Raise(_windows, (point.Scope, point.LengthNanos), point.Window.StartNanos);

    public void Saw(AlertPoint point)
    {
        _alerts = Math.Max(_alerts, point.TimeNanos);
        Nanos = Math.Max(Nanos, point.TimeNanos);
    }

    public bool Reaches(ReadingsPoint point) => point.TimeNanos <= Math.Max(_floor, _devices.GetValueOrDefault(point.Device, long.MinValue));

    public bool Reaches(AggregatePoint point) =>
        point.Window.StartNanos <= Math.Max(_floor, _windows.GetValueOrDefault((point.Scope, point.LengthNanos), long.MinValue));

    public bool Reaches(AlertPoint point) => point.TimeNanos <= Math.Max(_floor, _alerts);

    private void Raise<TKey>(Dictionary<TKey, long> newest, TKey key, long nanos)
        where TKey : notnull
    {
        if (!newest.TryGetValue(key, out var known) || known < nanos)
        {
            newest[key] = nanos;
            Nanos = Math.Max(Nanos, nanos);
        }
    }
}
