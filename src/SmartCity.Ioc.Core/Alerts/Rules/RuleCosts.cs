using System.Collections.Concurrent;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>
/// What each rule costs, estimated: one evaluation in <see cref="Every"/> is timed and stands for all of them, so that the watching costs
/// nothing that matters. It changes nothing that a rule decides. Written by the shard's thread, read by any.
/// </summary>
public sealed class RuleCosts
{
    /// <summary>A prime, so that it does not fall in step with the rules of a message.</summary>
    public const int Every = 61;

    private readonly ConcurrentDictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private TimeProvider? _time;
    private int _untilNext = Every;

    /// <summary>By rule id.</summary>
    public IEnumerable<KeyValuePair<string, RuleCost>> All => _cells.Select(cell => KeyValuePair.Create(
        cell.Key, new RuleCost(Volatile.Read(ref cell.Value.Timed) * Every, Volatile.Read(ref cell.Value.Seconds) * Every)));

    /// <summary>Begins to measure; before this nothing is timed.</summary>
    public void Measure(TimeProvider time) => Volatile.Write(ref _time, time);

    /// <returns>A time stamp for <see cref="End"/>, or 0: this one is not timed.</returns>
    internal long Begin()
    {
        if (--_untilNext > 0)
        {
            return 0;
        }

        _untilNext = Every;
        return _time?.GetTimestamp() ?? 0;
    }

    internal void End(string rule, long began)
    {
        if (began != 0)
        {
            var cell = _cells.GetOrAdd(rule, static _ => new Cell());
            Volatile.Write(ref cell.Timed, cell.Timed + 1);
            Volatile.Write(ref cell.Seconds, cell.Seconds + _time!.GetElapsedTime(began).TotalSeconds);
        }
    }

    private sealed class Cell
    {
        public long Timed;
        public double Seconds;
    }
}
