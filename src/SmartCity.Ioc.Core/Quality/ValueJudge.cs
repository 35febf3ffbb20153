using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>What speaks against a message's values: that they repeat themselves, that they jump, that they run away.</summary>
internal static class ValueJudge
{
    /// <summary>A sensor of which nothing is learned is frozen when it repeats itself in at least this many messages, over at least this time.</summary>
    public const int FrozenMessages = 60;
    public const long FrozenNanos = 600_000_000_000;

    /// <summary>Repeats in a row below which nothing is said. Counts of a camera are whole numbers: they repeat themselves more easily.</summary>
    public const int LeastFrozenRun = 5;
    public const int LeastStuckRun = 7;

    /// <summary>After an impossible jump this many messages must be without one.</summary>
    public const int CalmMessages = 5;

    // What is not among the lively values may be the same twice by chance.
    private const int LargestChanceRun = 2;

    // Two messages within one second say nothing about a speed: clocks and averaging differ by more.
    private const double LeastJumpSeconds = 1;

    // Only metrics declared with decimals, at least two of them not zero: a car park may be full all night, a river stand still and a rain gauge be
    // dry all week, but two measured quantities do not both go on repeating themselves to the last digit.
    public static void Judge(
        in DeviceMessage message, ReadOnlySpan<MetricValue> values, SourceTable sources, ref SourceTable.Source source, ref DeviceFigures figures)
    {
        var hash = 14695981039346656037UL;
        var compared = 0;
        var nonZero = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var place = sources.Place(ref source, values[i].Metric, i);
            if (place >= 0 && source.Layout.IsContinuous(place))
            {
                compared++;
                nonZero += values[i].Value != 0 ? 1 : 0;
                hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(values[i].Value) ^ (ulong)place) * 1099511628211UL;
                hash ^= hash >> 29;
            }
        }

        if (compared >= 2)
        {
            figures.Set(Suspicion.Frozen, IsFrozen(message.MeasuredAtNanos, hash, nonZero >= 2, ref figures));
        }

        if (source.Layout.Watches)
        {
            JudgeChanges(message, values, source.Layout, ref figures);
        }
    }

    private static bool IsFrozen(long measuredAtNanos, ulong hash, bool measures, ref DeviceFigures figures)
    {
        if (!measures)
        {
            // Zeros in a row are nothing to learn from.
            figures.FrozenRun = 0;
            return false;
        }

        // Behind a message of zeros the same as before it is no repetition yet.
        var isRepeated = figures.FrozenRun > 0 && figures.Repeats.IsOf(hash);
        var isUnlikely = figures.Repeats.Note(hash, measuredAtNanos, LeastFrozenRun);
        if (!isRepeated)
        {
            figures.FrozenRun = 1;
            figures.Repeats.Begin(measuredAtNanos);
            return false;
        }

        figures.FrozenRun = (byte)Math.Min(figures.FrozenRun + 1, FrozenMessages);
        return isUnlikely || (figures.FrozenRun >= FrozenMessages && measuredAtNanos - figures.Repeats.SinceNanos >= FrozenNanos);
    }

    // Against the value before: how fast it changed, and since when it has not. Only metrics that their kind limits so.
    private static void JudgeChanges(
        in DeviceMessage message, ReadOnlySpan<MetricValue> values, MetricLayout layout, ref DeviceFigures figures)
    {
        var hasJumped = false;
        var lively = 0UL;
        var stands = false;
        for (var i = 0; i < values.Length; i++)
        {
            var place = layout.Find(values[i].Metric, i);
            if (place < 0 || layout.Watched(place) is not { } limits)
            {
                continue;
            }

            figures.Faults ??= new DeviceFaults();
            var at = figures.Faults.WatchedAt(values[i].Metric);
            ref var before = ref figures.Faults.Watched[at];
            var seconds = Math.Max((message.MeasuredAtNanos - before.MeasuredAtNanos) / 1e9, LeastJumpSeconds);
            var isJump = before.MeasuredAtNanos != 0 && Math.Abs(values[i].Value - before.Value) > limits.MaxChangePerSecond * seconds;
            hasJumped |= isJump;
            before.Note(values[i].Value, message.MeasuredAtNanos, limits, isJump);
            if (limits.Lively)
            {
                lively = ((lively ^ (ulong)BitConverter.DoubleToInt64Bits(values[i].Value)) * 1099511628211UL) + 1;

                // Of an empty street, or of one with a parked car, two pictures may well be the same.
                stands |= limits.Decimals > 0 && values[i].Value == 0;
            }
        }

        if (figures.Faults is not { Watched.Length: > 0 } faults)
        {
            return;
        }

        faults.Jumps += hasJumped ? 1 : 0;
        faults.CalmMessages = hasJumped ? 0 : Math.Min(faults.CalmMessages + 1, CalmMessages);
        figures.Set(Suspicion.Jumping, faults.Jumps > 0 && faults.CalmMessages < CalmMessages);
        // Where everything repeats itself, the whole device is frozen.
        faults.IsStuck = lively != 0 && !stands && faults.Lively.Note(lively, message.MeasuredAtNanos, LeastStuckRun)
            && (faults.IsStuck || figures.FrozenRun <= LargestChanceRun);
        figures.Set(Suspicion.Flat, faults.IsStuck || Array.Exists(faults.Watched, watched => watched.IsFlat));
        figures.Set(Suspicion.Drifting, Array.Exists(faults.Watched, watched => watched.IsDrifting));
    }
}
