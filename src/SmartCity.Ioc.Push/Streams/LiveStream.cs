using System.Runtime.CompilerServices;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// One client's stream: a loop that sends what changed since the frame before, as fast as the client takes it and never faster than it
/// asked for. Values are read when a frame is built, and a frame is built only when the one before is gone, so a slow client gets fewer
/// and newer frames, and what it costs does not grow.
/// </summary>
internal sealed class LiveStream
{
    // Bytes a second of a line that is slow and not dead: a whole state takes its time on it, and the client can not paint before.
    private const int SlowestLine = 20_000;

    private readonly LiveStreamServices _services;
    private readonly LiveStreamPlan _plan;
    private readonly SharedChanges _changes;
    private readonly AckWindow? _window;
    private readonly WakeSignal _wake = new();
    private readonly StreamsOfConnection _connection;
    private readonly Action _cut;
    private readonly double _phase;
    private long _version;
    private long _alertSequence;
    private long _indicatorVersion = -1;
    private long _frame;

    /// <param name="cut">Ends the client's connection.</param>
    /// <param name="phase">Where in a period its ticks lie, from 0 to 1.</param>
    public LiveStream(
        LiveStreamServices services, LiveStreamPlan plan, SharedChanges changes, StreamsOfConnection connection, Action cut, double phase = 0)
    {
        _phase = phase;
        _services = services;
        _plan = plan;
        _changes = changes;
        _connection = connection;
        _cut = cut;
        _window = plan.Acks ? new AckWindow(services.Options.AckWindow, SlowestLine, services.Time.TimestampFrequency) : null;
    }

    public bool WantsAlerts => _plan.Include.HasFlag(LiveInclude.Alerts);

    /// <summary>There is nothing to send until time passes, an alert changes or the client acknowledges.</summary>
    public bool IsAtRest => _wake.IsAwaited;

    /// <summary>There may be an alert to send.</summary>
    public void Wake() => _wake.Set();

    public void Acknowledge(string cursor)
    {
        if (_window?.Acknowledge(cursor, _services.Time.GetTimestamp()) is { } sentAt)
        {
            _services.Metrics.RecordPaint(_services.Time.GetElapsedTime(sentAt));
            _wake.Set();
        }
    }

    /// <summary>Ends the connection of a client that stopped painting: whoever looks at it must see that it is dead.</summary>
    /// <returns>Whether it was cut.</returns>
    public bool CutIfSilent()
    {
        if (_window?.Waiting is not var (since, bytes)
            || _services.Time.GetElapsedTime(since) < _services.Options.AckTimeout + TimeSpan.FromSeconds((double)bytes / SlowestLine))
        {
            return false;
        }

        _services.Metrics.CountCut();
        _cut();
        return true;
    }

    public async IAsyncEnumerable<LiveFrame> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var time = _services.Time;
        var heartbeat = InTimestamps(_services.Options.Heartbeat);
        var period = Math.Max(1, InTimestamps(_plan.Period));
        await using var timer = time.CreateTimer(static wake => ((WakeSignal)wake!).Set(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        long sentAt;
        using (await EnterAsync(cancellation).ConfigureAwait(false))
        {
            var first = await BuildFirstAsync(cancellation).ConfigureAwait(false);
            sentAt = time.GetTimestamp();
            yield return Remember(first);
        }

        var phase = (long)(_phase * period);
        var nextTick = NextOnGrid(sentAt, period, phase);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = time.GetTimestamp();
            var opensAt = _window?.OpensAt ?? now;
            var isTick = now >= nextTick && now >= opensAt;

            // While a picture is under way a beat has none with it: it says that the line lives.
            var isBeat = !_plan.AlertsOnly && now - sentAt >= heartbeat;
            var hasAlerts = WantsAlerts && _services.Alerts.LastSequence > _alertSequence;
            if (_window is { IsFull: true } || !(isTick || isBeat || hasAlerts))
            {
                // An acknowledgement opens the window earlier, and wakes; a client that sends none is cut by the sweep.
                var due = _plan.AlertsOnly ? long.MaxValue : opensAt == long.MaxValue ? opensAt : Math.Min(Math.Max(opensAt, nextTick), sentAt + heartbeat);
                timer.Change(due == long.MaxValue ? Timeout.InfiniteTimeSpan : InTime(due - now), Timeout.InfiniteTimeSpan);
                await _wake.WaitAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            var frame = await BuildAsync(isTick, isBeat, cancellation).ConfigureAwait(false);
            if (isTick)
            {
                nextTick = NextOnGrid(now, period, phase);
            }

            if (frame is null)
            {
                continue;
            }

            sentAt = time.GetTimestamp();
            yield return Remember(frame);
        }
    }

    // What has changed since is little, and whoever comes back has waited already.
    private ValueTask<FirstFrameGate.Pass> EnterAsync(CancellationToken cancellation) => _services.Gate.EnterAsync(
        CanGoOn(out _, out _) ? 0 : _changes.StateBytes + (WantsAlerts ? _services.Alerts.Open.Open.Count * AlertEncoder.UsualLength : 0), cancellation);

    private bool CanGoOn(out LiveCursor cursor, out bool isKnown)
    {
        // A sequence beyond ours comes from another log: there is nothing to replay from it.
        isKnown = LiveCursor.TryParse(_plan.Cursor, out cursor) && cursor.AlertSequence <= _services.Alerts.LastSequence;
        return isKnown && cursor.Epoch == _plan.Epoch && cursor.Version <= _services.Table.Version;
    }

    private async ValueTask<LiveFrame> BuildFirstAsync(CancellationToken cancellation)
    {
        if (CanGoOn(out var cursor, out var isKnown))
        {
            _version = cursor.Version;
            _alertSequence = cursor.AlertSequence;
            return (await BuildAsync(true, true, cancellation).ConfigureAwait(false))!;
        }

        var changes = await TakeChangesAsync(-1, cancellation).ConfigureAwait(false);
        if (!WantsAlerts)
        {
            return Frame(true, changes, ArrayFragment.Empty, TakeIndicators(), null);
        }

        if (isKnown)
        {
            var (alerts, replayed) = await BuildMissedAsync(cursor.AlertSequence, cancellation).ConfigureAwait(false);
            return Frame(true, changes, alerts, TakeIndicators(), replayed);
        }

        var open = _services.Alerts.Open;
        _alertSequence = open.LastSequence;
        return Frame(true, changes, _changes.OpenAlerts.Of(open), TakeIndicators(), null);
    }

    /// <summary>
    /// For a client that knows the log up to a sequence: first the open alerts that have not changed since, then every change since, in
    /// order, closed ones too. Taken one after the other they give the present picture, and no change is skipped.
    /// </summary>
    private async ValueTask<(ReadOnlyMemory<byte> Json, int Replayed)> BuildMissedAsync(long sequence, CancellationToken cancellation)
    {
        var open = _services.Alerts.Open;
        var chunk = await _services.Alerts.AfterAsync(sequence, _plan.Filter, cancellation).ConfigureAwait(false);
        _alertSequence = chunk.LastSequence;
        var changed = chunk.Entries.Select(e => e.Alert.Id).ToHashSet(StringComparer.Ordinal);
        if (changed.Count == 0 && open.LastSequence == sequence)
        {
            return (_changes.OpenAlerts.Of(open), 0);
        }

        var alerts = new ArrayFragment();
        AddAll(alerts, OpenAlertsArray.Order(open.Open.Values.Where(
            entry => entry.Sequence <= sequence && !changed.Contains(entry.Alert.Id) && _plan.Filter.Passes(entry.Alert))));
        AddAll(alerts, chunk.Entries);
        return (alerts.End(), chunk.Entries.Count);
    }

    /// <returns>Null when there is nothing to say and no need to say so.</returns>
    private async ValueTask<LiveFrame?> BuildAsync(bool isTick, bool isBeat, CancellationToken cancellation)
    {
        var alerts = new ArrayFragment();
        if (WantsAlerts && _services.Alerts.LastSequence > _alertSequence)
        {
            var chunk = await _services.Alerts.AfterAsync(_alertSequence, _plan.Filter, cancellation).ConfigureAwait(false);
            _alertSequence = chunk.LastSequence;
            AddAll(alerts, chunk.Entries);
            RecordDelay(chunk.Entries);
        }

        var changes = isTick ? await TakeChangesAsync(_version, cancellation).ConfigureAwait(false) : null;
        var indicators = isTick ? TakeIndicators() : ArrayFragment.Empty;
        return isBeat || alerts.Count > 0 || changes is { IsEmpty: false } || indicators.Length > ArrayFragment.Empty.Length
            ? Frame(false, changes, alerts.End(), indicators, null)
            : null;
    }

    private async ValueTask<ChangeSet> TakeChangesAsync(long from, CancellationToken cancellation)
    {
        var changes = await _changes.GetAsync(from, cancellation).ConfigureAwait(false);
        _version = changes.To;
        if (_services.Trace is { Awaited: var (device, version) } trace && version <= changes.To
            && _plan.Include.HasFlag(LiveInclude.Devices) && _plan.Filter.Passes(_services.Table.Devices[device].Device))
        {
            trace.Sent(device, version);
        }

        _services.Metrics.CountConflated(changes.Overtaken);
        _connection.CountConflated(changes.Overtaken);
        return changes;
    }

    // All of them in a stream's first frame, whatever its cursor: they are few, and it need not say which of them it has seen.
    private ReadOnlyMemory<byte> TakeIndicators()
    {
        if (!_plan.Include.HasFlag(LiveInclude.Indicators))
        {
            return ArrayFragment.Empty;
        }

        (var indicators, _indicatorVersion) = _services.Indicators.After(_indicatorVersion, _plan.Filter);
        return indicators;
    }

    private LiveFrame Frame(bool reset, ChangeSet? changes, ReadOnlyMemory<byte> alerts, ReadOnlyMemory<byte> indicators, int? replayed)
    {
        var ages = _services.Ages;
        return new LiveFrame
        {
            Cursor = new LiveCursor(_plan.Epoch, _version, _alertSequence, ++_frame).ToString(),
            Epoch = _plan.ServerEpoch,
            Reset = reset,
            SentAt = _services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Now = ages.CityClock?.ToUnixTimeMilliseconds(),
            Devices = changes?.Devices ?? ArrayFragment.Empty,
            Packed = changes?.Packed,
            Zones = changes?.Zones ?? ArrayFragment.Empty,
            Alerts = alerts,
            Indicators = indicators,
            Replayed = replayed,
            MqttAge = ages.Mqtt,
            StoreAge = ages.Store,
        };
    }

    private LiveFrame Remember(LiveFrame frame)
    {
        _window?.Sent(frame.Cursor, frame.Bytes, _services.Time.GetTimestamp());
        _services.Metrics.CountFrame(frame);
        _connection.CountFrame(frame.Bytes);
        return frame;
    }

    // Not of what a client missed while it was away: that is its line's delay.
    private void RecordDelay(IReadOnlyList<AlertEntry> entries)
    {
        if (_frame == 0)
        {
            return;
        }

        var now = _services.Time.GetUtcNow();
        foreach (var entry in entries)
        {
            if (entry.Transition is { } change)
            {
                _services.Metrics.RecordAlert(now - DateTimeOffset.UnixEpoch.AddTicks(change.AtNanos / 100));
            }
        }
    }

    private static void AddAll(ArrayFragment alerts, IEnumerable<AlertEntry> entries)
    {
        foreach (var entry in entries)
        {
            alerts.Add(AlertEncoder.Encode(entry));
        }
    }

    // All streams of one pace and phase tick together, so that they can share what is encoded.
    private static long NextOnGrid(long now, long period, long phase) => ((((now - phase) / period) + 1) * period) + phase;

    private long InTimestamps(TimeSpan span) => (long)(span.TotalSeconds * _services.Time.TimestampFrequency);

    // Timers count whole milliseconds; upwards, so that a wake-up is not a little early and has to be repeated.
    private TimeSpan InTime(long timestamps) =>
        TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(timestamps * 1000.0 / _services.Time.TimestampFrequency)));
}
