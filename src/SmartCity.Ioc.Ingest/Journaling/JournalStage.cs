using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>
/// The journal's single writer, one thread: takes what the inbox gathered, appends it as a frame, makes the group safe, acknowledges, and
/// hands the frame on to the shard. Idle, it appends ticks, so that the city's clock goes on.
/// </summary>
internal sealed class JournalStage : IDisposable
{
    private readonly InputInbox _inbox;
    private readonly IJournal _journal;
    private readonly LiveFrameQueue _shard;
    private readonly LoadWatch _load;
    private readonly IngestOptions _options;
    private readonly TimeProvider _time;
    private readonly IngestMetrics _metrics;
    private readonly ILogger _logger;
    private readonly JournalEpisode _episode;
    private readonly Func<bool> _isDue;
    private readonly Func<bool> _mustWait;

    // Appended and not yet flushed. They stay here while the disk refuses, so that the shard never sees what a restart might not.
    private readonly List<LiveFrame> _group = [];
    private ITimer? _timer;
    private long _lastFrame;
    private long _lastSync;
    private bool _unsynced;
    private bool _refused;
    private bool _clockIsBack;
    private volatile bool _syncAsked;

    public JournalStage(
        InputInbox inbox, IJournal journal, LiveFrameQueue shard, LoadWatch load, IngestOptions options, TimeProvider time, IngestStatus status,
        IngestMetrics metrics, ILogger logger)
    {
        _inbox = inbox;
        _journal = journal;
        _shard = shard;
        _load = load;
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _episode = new JournalEpisode(time, status, metrics, logger);
        _isDue = () => _group.Count > 0 || TickIsDue();
        _mustWait = () => _episode.MustWait;
    }

    /// <summary>Makes the coming frames durable before the shard has them, until one is: a checkpoint waits for it.</summary>
    public void AskForSync() => _syncAsked = true;

    /// <summary>The thread: returns when the inbox is closed and empty.</summary>
    public void Run()
    {
        _lastFrame = _lastSync = _time.GetTimestamp();
        _timer = _time.CreateTimer(static inbox => ((InputInbox)inbox!).Wake(), _inbox, _options.Tick, _options.Tick);
        bool closing;
        do
        {
            _inbox.WaitWhile(_mustWait);
            _inbox.WaitForInput(_options.Coalesce, _isDue);
            closing = _inbox.IsClosed;
            Step(closing);
        }
        while (!closing);

        _timer.Dispose();
        _shard.Complete();
    }

    public void Dispose() => _timer?.Dispose();

    private void Step(bool closing)
    {
        _refused = false;

        // While a group is stuck nothing more is appended: the inbox fills, and the senders feel it.
        if (_group.Count > 0 && !TryFlush(durable: true))
        {
            if (!closing)
            {
                return;
            }

            Abandon();
        }

        var buffer = _inbox.Swap(out var commands);
        var durable = closing || buffer?.Receipts.Count > 0 || commands.Count > 0 || SyncIsDue();
        if (buffer is not null)
        {
            Append(buffer);
        }

        foreach (var command in commands)
        {
            Append(command);
        }

        if (!_refused && _load.Due(isLast: closing) is { } report)
        {
            Append(report);
        }

        if (_group.Count == 0 && !_refused && TickIsDue())
        {
            AppendTick();
        }

        if (_group.Count > 0 || (durable && _unsynced))
        {
            TryFlush(durable || SyncIsDue());
        }

        if (closing && _group.Count > 0)
        {
            Abandon();
        }
    }

    private void Append(InboxBuffer buffer)
    {
        var messages = buffer.Messages;
        if (TryAppend(FrameKind.Messages, buffer.Body.Span, out var place, out var failure))
        {
            _group.Add(new LiveFrame(FrameKind.Messages, place.Begin, place.Next, _journal.LastTimeNanos, buffer, null, Durable: false));
            _metrics.CountFrame(FrameKind.Messages, messages, buffer.Length);
            return;
        }

        Refuse(failure);
        _episode.CountLost(buffer.Receipts.Count, buffer.AtMostOnce);
        Complete(buffer, PublishOutcome.Failed);
        _inbox.Return(buffer);
    }

    private void Append(PendingCommand command)
    {
        if (TryAppend(command.Kind, command.Body.Span, out var place, out var failure))
        {
            _group.Add(new LiveFrame(command.Kind, place.Begin, place.Next, _journal.LastTimeNanos, null, command, Durable: false));
            _metrics.CountFrame(command.Kind, 0, command.Body.Length);
            return;
        }

        Refuse(failure);
        command.Fail(failure);
    }

    private void Append(LoadReport report)
    {
        // Nobody waits for it; as a command it brings its body along to the shard.
        var pending = new PendingCommand(FrameKind.Load, report.Encode());
        if (TryAppend(FrameKind.Load, pending.Body.Span, out var place, out var failure))
        {
            _group.Add(new LiveFrame(FrameKind.Load, place.Begin, place.Next, _journal.LastTimeNanos, null, pending, Durable: false));
            _metrics.CountFrame(FrameKind.Load, 0, pending.Body.Length);
            _load.Journaled(report);
            return;
        }

        Refuse(failure);
    }

    private void AppendTick()
    {
        if (TryAppend(FrameKind.Tick, default, out var place, out var failure))
        {
            _group.Add(new LiveFrame(FrameKind.Tick, place.Begin, place.Next, _journal.LastTimeNanos, null, null, Durable: false));
            _metrics.CountFrame(FrameKind.Tick, 0, 0);
            return;
        }

        Refuse(failure);
    }

    private void Refuse(IOException reason)
    {
        // Once a round, however many frames the round has: the delay is one between rounds.
        if (!_refused)
        {
            _refused = true;
            _episode.Refused(reason);
        }
    }

    private bool TryAppend(FrameKind kind, ReadOnlySpan<byte> body, out (JournalPosition Begin, JournalPosition Next) place, out IOException failure)
    {
        place = default;
        failure = null!;
        var now = HostTime.NowNanos(_time);
        var back = _journal.LastTimeNanos - now;
        try
        {
            var begin = _journal.End;
            place = (begin, _journal.Append(kind, now, body));
        }
        catch (IOException e)
        {
            failure = e;
            return false;
        }

        _lastFrame = _time.GetTimestamp();
        WatchClock(back);
        return true;
    }

    private bool TryFlush(bool durable)
    {
        var began = _time.GetTimestamp();
        try
        {
            _journal.Flush(durable);
        }
        catch (IOException e)
        {
            // The frames stay in the journal's memory and in the group; what waits for them goes back to its senders, who send again,
            // and the second copy is a duplicate. A command stays: it is in the journal, and its caller wants the result.
            Refuse(e);
            foreach (var frame in _group)
            {
                if (frame.Buffer is { Receipts.Count: > 0 } buffer)
                {
                    _episode.CountLost(buffer.Receipts.Count, 0);
                    Complete(buffer, PublishOutcome.Failed);
                }
            }

            return false;
        }

        _metrics.RecordFlush(_time.GetElapsedTime(began));
        _unsynced = !durable;
        if (durable)
        {
            _lastSync = _time.GetTimestamp();
            _syncAsked = false;
        }

        if (!_refused)
        {
            _episode.Over();
        }

        foreach (var frame in _group)
        {
            if (frame.Buffer is { } buffer)
            {
                Complete(buffer, PublishOutcome.Stored);
            }
        }

        // Acknowledged first: a shard that is behind holds back what comes next, not the answers to what is safe.
        foreach (var frame in _group)
        {
            if (!_shard.Enqueue(frame with { Durable = durable }))
            {
                Release(frame, "The shard has stopped.");
            }
        }

        _group.Clear();
        return true;
    }

    // At the end, with a disk that still refuses.
    private void Abandon()
    {
        foreach (var frame in _group)
        {
            if (frame.Buffer is { } buffer)
            {
                _episode.CountLost(0, buffer.AtMostOnce);
            }

            Release(frame, "The server stopped while its journal could not be written.");
        }

        _group.Clear();
    }

    private void Release(in LiveFrame frame, string reason)
    {
        if (frame.Buffer is { } buffer)
        {
            _inbox.Return(buffer);
        }

        frame.Command?.Fail(new IOException(reason));
    }

    private static void Complete(InboxBuffer buffer, PublishOutcome outcome)
    {
        foreach (var receipt in buffer.Receipts)
        {
            receipt.Complete(outcome);
        }

        buffer.Receipts.Clear();
    }

    // The timer comes a little early or late against the frame before; three quarters keep one tick for each of its rounds.
    private bool TickIsDue() => _time.GetElapsedTime(_lastFrame) >= 0.75 * _options.Tick;

    private bool SyncIsDue() => _syncAsked || _time.GetElapsedTime(_lastSync) >= _options.Sync;

    private void WatchClock(long backNanos)
    {
        var back = TimeSpan.FromTicks(backNanos / TimeSpan.NanosecondsPerTick);
        var wentBack = back > TimeSpan.FromSeconds(1);
        if (wentBack && !_clockIsBack)
        {
            _logger.ClockWentBack(back);
        }

        _clockIsBack = wentBack;
    }
}
