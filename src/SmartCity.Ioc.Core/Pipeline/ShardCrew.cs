using System.Runtime.ExceptionServices;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// The city's shards: single-threaded loops, each with an inbox of one piece of work. Shard 0 is the caller's own thread, so one shard is no
/// thread more. Work is handed to all at once and joined before the next (decision 3): between two calls of <see cref="Run"/> the caller
/// alone touches the state, during one each shard touches that of its devices.
/// </summary>
public sealed class ShardCrew : IDisposable
{
    /// <summary>Fewer messages than this are done sooner than they are handed out: a message has 0.2 µs of such work, and two threads are woken for a
    /// frame, for some ten microseconds each.</summary>
    public const int LeastWorth = 512;

    private readonly int _leastWorth;
    private readonly Worker[] _workers;
    private readonly JoinPoint _left;

    /// <param name="shards">At least 1.</param>
    /// <param name="leastWorth">Messages from which work is handed out.</param>
    public ShardCrew(int shards, int leastWorth = LeastWorth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        Count = shards;
        _leastWorth = leastWorth;
        _left = new JoinPoint();
        _workers = new Worker[shards - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Worker(i + 1, _left);
        }
    }

    /// <summary>How many shards there are.</summary>
    public int Count { get; }

    public bool IsWorth(int messages) => Count > 1 && messages >= _leastWorth;

    /// <summary>Runs a piece of work once for each shard, with its number, and returns when all have done it.</summary>
    public void Run(Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_workers.Length == 0)
        {
            work(0);
            return;
        }

        _left.Expect(_workers.Length);
        foreach (var worker in _workers)
        {
            worker.Take(work);
        }

        try
        {
            work(0);
        }
        finally
        {
            _left.Join();
        }

        foreach (var worker in _workers)
        {
            worker.ThrowFault();
        }
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }

    private sealed class Worker : IDisposable
    {
        private readonly int _shard;
        private readonly JoinPoint _left;
        private readonly WorkInbox _inbox = new();
        private readonly Thread _thread;
        private ExceptionDispatchInfo? _fault;

        public Worker(int shard, JoinPoint left)
        {
            (_shard, _left) = (shard, left);
            _thread = new Thread(Loop) { Name = $"ioc-shard-{shard}", IsBackground = true };
            _thread.Start();
        }

        public void Take(Action<int> work) => _inbox.Put(work);

        public void ThrowFault()
        {
            var fault = _fault;
            _fault = null;
            fault?.Throw();
        }

        public void Dispose()
        {
            _inbox.Close();
            _thread.Join();
        }

        private void Loop()
        {
            while (_inbox.TryTake(out var work))
            {
                try
                {
                    work(_shard);
                }
                catch (Exception e)
                {
                    // Thrown on the caller's thread, as if it had done the work itself.
                    _fault = ExceptionDispatchInfo.Capture(e);
                }

                _left.Arrive();
            }
        }
    }
}
