using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// How much of the journal of outputs the store has: everything up to one position, and while it catches up also a stretch at the head.
/// Written by the time-series writer, read from any thread.
/// </summary>
internal sealed class StoredPosition
{
    /// <summary>What a question about history searches at most: some tenths of a second of work.</summary>
    private const long MostBytes = 32 << 20;

    private readonly Lock _gate = new();
    private Mark _inOrder;
    private readonly List<(JournalPosition End, TaskCompletionSource Reached)> _waiting = [];
    private Mark? _headFrom;
    private Mark _head;

    /// <summary>In order the store has everything up to here.</summary>
    public void Confirm(JournalPosition position, long timeNanos)
    {
        lock (_gate)
        {
            _inOrder = new Mark(position, timeNanos);
            Release();
        }
    }

    /// <summary>The store has a stretch ahead of what it has in order.</summary>
    public void ConfirmHead(JournalPosition from, long fromNanos, JournalPosition to, long toNanos)
    {
        lock (_gate)
        {
            _headFrom = new Mark(from, fromNanos);
            _head = new Mark(to, toNanos);
            Release();
        }
    }

    public void LeaveHead()
    {
        lock (_gate)
        {
            _headFrom = null;
        }
    }

    /// <returns>From where on to search for what is not stored, and between which moments more of it is missing.</returns>
    public (JournalPosition From, (long FromNanos, long ToNanos)? Hole) Unstored(JournalPosition end)
    {
        lock (_gate)
        {
            if (end.Offset - _inOrder.Position.Offset <= MostBytes)
            {
                return (_inOrder.Position, null);
            }

            if (_headFrom is not { } headFrom || end.Offset - _head.Position.Offset > MostBytes)
            {
                return (end, (_inOrder.TimeNanos, long.MaxValue));
            }

            // What is read in order inside the stretch is stored already.
            return (_head.Position, _inOrder.Position < headFrom.Position ? (_inOrder.TimeNanos, headFrom.TimeNanos) : null);
        }
    }

    /// <summary>Completed when nothing up to a position is left for <see cref="Unstored"/> to search.</summary>
    public Task Reached(JournalPosition end)
    {
        lock (_gate)
        {
            if (Unstored(end).From >= end)
            {
                return Task.CompletedTask;
            }

            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((end, waiting));
            return waiting.Task;
        }
    }

    private void Release() => _waiting.RemoveAll(w => Unstored(w.End).From >= w.End && w.Reached.TrySetResult());

    private readonly record struct Mark(JournalPosition Position, long TimeNanos);
}
