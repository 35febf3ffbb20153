using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.Pipeline;

/// <summary>The inbox of a thread of its own: one piece of work at a time. Whoever puts it there waits until it is done before the next.</summary>
internal sealed class WorkInbox
{
    private readonly object _gate = new();
    private Action<int>? _work;
    private bool _closed;

    public void Put(Action<int> work)
    {
        lock (_gate)
        {
            _work = work;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work.</summary>
    /// <returns>False when there will be none.</returns>
    public bool TryTake([NotNullWhen(true)] out Action<int>? work)
    {
        // Within a frame one piece follows the other.
        for (var spin = default(SpinWait); Volatile.Read(ref _work) is null && !spin.NextSpinWillYield;)
        {
            spin.SpinOnce();
        }

        lock (_gate)
        {
            while (_work is null && !_closed)
            {
                Monitor.Wait(_gate);
            }

            work = _work;
            _work = null;
            return work is not null;
        }
    }
}
