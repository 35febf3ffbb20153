namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>
/// The inbox's backlog in, stage out: a state machine without a clock. It goes up one stage a window, so that each stage has the time to help
/// before the next, and down one when the shard has not been behind for the hold. A relapse soon after doubles the hold: what the stage below
/// can not bear should not be tried every few seconds; and it is seen at the first look that shows a quarter of the limit, before alerts wait.
/// </summary>
/// <remarks>
/// Single readings are thinned while the lag is over the limit and does not shrink; messages are shed while it grows, or the inbox is full. A
/// shard that stands still (a checkpoint, a disk that refuses) is not overloaded: nothing is given up for it, senders wait. Nor is one that
/// works off what gathered meanwhile.
/// </remarks>
/// <param name="limit">Lag over which the shard is behind.</param>
/// <param name="hold">How long all must be well before a stage is left.</param>
internal sealed class LoadStages(TimeSpan limit, TimeSpan hold)
{
    /// <summary>Of the lags of so many looks the least counts while there is room: the lag has teeth as long as a frame takes.</summary>
    public const int LooksPerWindow = 5;

    private const int LongestHold = 16;

    // Of the lag a window before: below the first it shrinks, from the second on it grows.
    private const double Shrinking = 0.9;
    private const double Growing = 1.1;

    // Of the limit, where a stage was left less than a hold ago.
    private const double OnTrial = 0.25;

    private readonly Window _window = new();
    private InboxBacklog _seen;
    private TimeSpan _lagBefore;
    private long _handledBefore;
    private long _refusedBefore;
    private TimeSpan _calm;
    private TimeSpan _sinceFall = TimeSpan.MaxValue;
    private int _holds = 1;

    public LoadStage Stage { get; private set; }

    /// <summary>Whether senders that can wait should: from the limit on, until half of it.</summary>
    public bool IsBehind { get; private set; }

    /// <param name="elapsed">Since the look before.</param>
    public void Look(in InboxBacklog backlog, TimeSpan elapsed)
    {
        IsBehind = backlog.Lag >= limit || (IsBehind && backlog.Lag >= limit / 2);
        Fall(elapsed);
        var hasFailed = HasFailedTrial(backlog);
        _seen = backlog;
        if (!_window.Add(backlog.Lag) && !hasFailed)
        {
            return;
        }

        if (hasFailed || MustRise(backlog))
        {
            Rise();
        }

        (_lagBefore, _handledBefore, _refusedBefore) = (_window.Least, backlog.Handled, backlog.Refused);
        _window.Clear();
    }

    private bool HasFailedTrial(in InboxBacklog backlog) =>
        _sinceFall < hold && backlog.Lag >= OnTrial * limit && backlog.Lag > _seen.Lag && backlog.Handled > _seen.Handled;

    // Senders who find the inbox full and then wait make a saw of the lag: its least says nothing then, its most does.
    private bool MustRise(in InboxBacklog backlog)
    {
        var isFull = backlog.Refused > _refusedBefore && _window.Most >= limit;
        var lag = _window.Least;
        return backlog.Handled > _handledBefore && Stage switch
        {
            LoadStage.Normal or LoadStage.ThinLow => isFull || (lag >= limit && lag >= Shrinking * _lagBefore),
            LoadStage.ThinAll or LoadStage.ShedLow => isFull || (lag >= limit && lag >= Growing * _lagBefore),
            _ => false,
        };
    }

    private void Rise()
    {
        if (_sinceFall < _holds * hold)
        {
            _holds = Math.Min(LongestHold, 2 * _holds);
        }

        _sinceFall = TimeSpan.MaxValue;
        Stage++;
    }

    private void Fall(TimeSpan elapsed)
    {
        _sinceFall = _sinceFall == TimeSpan.MaxValue ? _sinceFall : _sinceFall + elapsed;
        _calm = IsBehind ? TimeSpan.Zero : _calm + elapsed;
        if (_calm < _holds * hold)
        {
            return;
        }

        _calm = TimeSpan.Zero;
        if (Stage > LoadStage.Normal)
        {
            Stage--;
            _sinceFall = TimeSpan.Zero;
        }
        else
        {
            _holds = 1;
        }
    }

    private sealed class Window
    {
        private int _looks;

        public TimeSpan Least { get; private set; } = TimeSpan.MaxValue;

        public TimeSpan Most { get; private set; }

        /// <returns>Whether the window is full.</returns>
        public bool Add(TimeSpan lag)
        {
            Least = lag < Least ? lag : Least;
            Most = lag > Most ? lag : Most;
            return ++_looks == LooksPerWindow;
        }

        public void Clear() => (_looks, Least, Most) = (0, TimeSpan.MaxValue, TimeSpan.Zero);
    }
}
