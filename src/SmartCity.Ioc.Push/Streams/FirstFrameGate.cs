namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// Lets whole states out a few at a time, first come, first served: after a restart a thousand walls ask at once, each for megabytes. What
/// is on its way to clients that read is bounded by one budget; a line that takes longer than that goes to the account of the slow ones,
/// with a budget of its own, so that it holds up nobody while there is room.
/// </summary>
internal sealed class FirstFrameGate(LivePushOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource<Pass> Entered)> _waiting = [];
    private readonly List<Pass> _inside = [];

    /// <summary>Clients that wait for their first picture.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>So many wait that another would give up before its turn; it is better told to come again.</summary>
    public bool IsCrowded => Waiting >= options.FirstFramesWaiting;

    /// <summary>Waits for room; dispose the pass when the frame has left.</summary>
    /// <param name="bytes">About how large the frame will be.</param>
    public async ValueTask<Pass> EnterAsync(long bytes, CancellationToken cancellation)
    {
        if (bytes <= options.SmallFirstFrame)
        {
            return new Pass(this, 0, 0);
        }

        LinkedListNode<(long Bytes, TaskCompletionSource<Pass> Entered)> place;
        lock (_lock)
        {
            place = _waiting.AddLast((bytes, new TaskCompletionSource<Pass>(TaskCreationOptions.RunContinuationsAsynchronously)));
            Admit();
        }

        await using var _ = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource<Pass>)state!).TrySetCanceled(token), place.Value.Entered)
            .ConfigureAwait(false);
        try
        {
            return await place.Value.Entered.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (place.List is not null)
                {
                    _waiting.Remove(place);
                }

                Admit();
            }

            throw;
        }
    }

    /// <summary>Time has passed: frames that are still leaving may count as slow now.</summary>
    public void Review()
    {
        lock (_lock)
        {
            Admit();
        }
    }

    private void Leave(Pass pass)
    {
        lock (_lock)
        {
            _inside.Remove(pass);
            Admit();
        }
    }

    private void Admit()
    {
        var (quick, slow) = (0L, 0L);
        foreach (var pass in _inside)
        {
            if (time.GetElapsedTime(pass.Since) < options.SlowFirstFrame)
            {
                quick += pass.Bytes;
            }
            else
            {
                slow += pass.Bytes;
            }
        }

        // One that is larger than a budget goes alone.
        quick += Math.Max(0, slow - options.SlowFirstFramesBytes);
        while (_waiting.First is { } next && (quick == 0 || quick + next.Value.Bytes <= options.FirstFramesBytes))
        {
            _waiting.RemoveFirst();
            var pass = new Pass(this, next.Value.Bytes, time.GetTimestamp());
            if (next.Value.Entered.TrySetResult(pass))
            {
                _inside.Add(pass);
                quick += pass.Bytes;
            }
        }
    }

    /// <summary>The right to have a frame on its way.</summary>
    internal sealed class Pass(FirstFrameGate gate, long bytes, long since) : IDisposable
    {
        public long Bytes { get; } = bytes;

        public long Since { get; } = since;

        public void Dispose()
        {
            if (Bytes > 0)
            {
                gate.Leave(this);
            }
        }
    }
}
