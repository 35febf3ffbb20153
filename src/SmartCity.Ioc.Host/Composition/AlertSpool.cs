using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>
/// Between the shard and the alert store: transitions are shown and sent at once and stored by a thread of their own, all that have come
/// meanwhile in one transaction, so that no alert waits for another one's fsync. What is not stored when the process ends is made again from
/// the journal: no checkpoint passes it (<see cref="Drain"/>). Bounded; policy when full: the shard waits.
/// </summary>
internal sealed class AlertSpool : IDisposable
{
    /// <summary>Some 100 MB of alerts: a night of flood with the store away.</summary>
    public const int MostWaiting = 100_000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly IAlertStore _store;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly List<AlertTransition> _waiting = [];
    private readonly List<(long UpTo, TaskCompletionSource Settled)> _readers = [];

    // Being stored; changed under the lock by the thread alone.
    private readonly List<AlertTransition> _group = [];
    private long _taken;
    private long _stored;
    private long _failures;
    private volatile string? _fault;
    private bool _tryNow;
    private bool _closed;

    public AlertSpool(IAlertStore store, ILogger<AlertSpool> logger)
    {
        (_store, _logger) = (store, logger);
        _thread = new Thread(Run) { Name = "ioc-alerts", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Why the store refuses, or null.</summary>
    public string? Fault => _fault;

    /// <summary>How many changes the store does not have yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _group.Count + _waiting.Count;
            }
        }
    }

    /// <summary>What the store does not have yet, oldest first.</summary>
    public IReadOnlyList<AlertTransition> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _group, .. _waiting];
            }
        }
    }

    /// <exception cref="IOException">The store has been away for so long that no more can be held back; nothing of these is.</exception>
    public void Append(IReadOnlyList<AlertTransition> transitions)
    {
        lock (_gate)
        {
            if (_taken - _stored + transitions.Count > MostWaiting)
            {
                throw new IOException($"{_taken - _stored} changes of alerts wait for the alert store: {_fault}");
            }

            _waiting.AddRange(transitions);
            _taken += transitions.Count;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns when the store has everything that was appended before the call.</summary>
    /// <exception cref="IOException">The store refuses.</exception>
    public void Drain()
    {
        lock (_gate)
        {
            var (upTo, failures) = (_taken, _failures);
            _tryNow = true;
            Monitor.PulseAll(_gate);
            while (_stored < upTo)
            {
                if (_failures > failures || _closed)
                {
                    throw new IOException($"{_taken - _stored} changes of alerts wait for the alert store: {_fault}");
                }

                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Ends when the store has everything that was appended before the call, or refuses: who reads it then sees what was shown.</summary>
    public Task SettleAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_stored == _taken || _fault is not null || _closed)
            {
                return Task.CompletedTask;
            }

            var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _readers.Add((_taken, settled));
            return settled.Task.WaitAsync(cancellation);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (TryTake())
        {
            try
            {
                _store.Append(_group);
                Stored();
            }
            catch (Exception e)
            {
                // Whatever the reason: they are in the journal, and are offered again.
                Failed(e);
            }
        }
    }

    private bool TryTake()
    {
        lock (_gate)
        {
            while (_waiting.Count + _group.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            if (_fault is not null && !_tryNow && !_closed)
            {
                Monitor.Wait(_gate, RetryDelay);
            }

            _tryNow = false;
            _group.AddRange(_waiting);
            _waiting.Clear();
            return !_closed;
        }
    }

    private void Stored()
    {
        lock (_gate)
        {
            _stored += _group.Count;
            _group.Clear();
            if (_fault is not null)
            {
                _fault = null;
                _logger.AlertStoreIsBack();
            }

            Settle(_stored);
        }
    }

    private void Failed(Exception e)
    {
        lock (_gate)
        {
            if (_fault is null)
            {
                _logger.AlertStoreIsAway(e.Message);
            }

            _fault = e.Message;
            _failures++;
            Settle(long.MaxValue);
        }
    }

    private void Settle(long upTo)
    {
        _readers.RemoveAll(reader => reader.UpTo <= upTo && reader.Settled.TrySetResult());
        Monitor.PulseAll(_gate);
    }
}
