using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>All open streams: wakes them for alerts, cuts those whose client is dead, and lets those that show the same share their work.</summary>
internal sealed class LiveStreams : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    // Few walls tick together and share all that is read and encoded. Of many, only as many as the framework's pools have buffers for (32 of a
    // size and core): a thousand at one moment made 128 MB of garbage a second, and its collection cost more than sending.
    private const int WallsOfAPhase = 64;
    private const int Phases = 16;

    private readonly LiveStreamServices _services;
    private readonly ChangeReader _reader;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<LiveStream, bool> _open = new();
    private readonly Dictionary<(string Filter, LiveInclude Include), SharedChanges> _shared = [];
    private readonly ITimer _sweep;
    private int _waking;
    private int _opened;

    public LiveStreams(LiveStreamServices services, CityRegistry registry, ILogger<LiveStreams> log)
    {
        _services = services;
        _reader = new ChangeReader(services.Table, registry, services.Time);
        _log = log;
        Epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        services.Table.AlertsChanged += OnAlertsChanged;
        services.Metrics.Watch(() => _open.Count, () => services.Gate.Waiting);
        _sweep = services.Time.CreateTimer(static streams => ((LiveStreams)streams!).Sweep(), this, SweepEvery, SweepEvery);
    }

    public string Epoch { get; }

    public async IAsyncEnumerable<LiveFrame> RunAsync(
        LiveStreamPlan plan, StreamsOfConnection connection, Action cut, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var changes = Share(plan);
        var phase = (uint)Interlocked.Increment(ref _opened) / WallsOfAPhase % Phases / (double)Phases;
        var stream = new LiveStream(_services, plan, changes, connection, cut, phase);
        try
        {
            connection.Add(stream);
            _open.TryAdd(stream, true);
            await foreach (var frame in stream.RunAsync(cancellation).ConfigureAwait(false))
            {
                yield return frame;
            }
        }
        finally
        {
            _open.TryRemove(stream, out _);
            connection.Remove(stream);
            Release(plan, changes);
        }
    }

    public ValueTask DisposeAsync()
    {
        _services.Table.AlertsChanged -= OnAlertsChanged;
        return _sweep.DisposeAsync();
    }

    private SharedChanges Share(LiveStreamPlan plan)
    {
        lock (_shared)
        {
            if (!_shared.TryGetValue((plan.Filter.Key, plan.Include), out var changes))
            {
                changes = new SharedChanges(_reader, plan.Filter, plan.Include, _services.Options, _services.Time);
                _shared.Add((plan.Filter.Key, plan.Include), changes);
            }

            changes.Users++;
            return changes;
        }
    }

    private void Release(LiveStreamPlan plan, SharedChanges changes)
    {
        lock (_shared)
        {
            if (--changes.Users == 0)
            {
                _shared.Remove((plan.Filter.Key, plan.Include));
                changes.Dispose();
            }
        }
    }

    // On the pipeline's thread: one work item, however many walls there are, and none while the last one has not begun.
    private void OnAlertsChanged()
    {
        if (Interlocked.Exchange(ref _waking, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static streams => streams.WakeAll(), this, preferLocal: false);
        }
    }

    private void WakeAll()
    {
        Interlocked.Exchange(ref _waking, 0);
        foreach (var (stream, _) in _open)
        {
            if (stream.WantsAlerts)
            {
                stream.Wake();
            }
        }
    }

    private void Sweep()
    {
        _services.Gate.Review();
        foreach (var (stream, _) in _open)
        {
            if (stream.CutIfSilent())
            {
                PushLog.CutSilentClient(_log, _services.Options.AckTimeout.TotalSeconds);
            }
        }

        lock (_shared)
        {
            foreach (var changes in _shared.Values)
            {
                changes.Trim();
            }
        }
    }
}
